// Proxies that were set up in a hurry: what still works, and who says what is wrong.
import type { Browser } from "playwright-core";
import { eventually } from "../eventually.ts";
import { Visitor } from "../visitor.ts";
import type { Fault, Placement } from "./placement.ts";
import { IDLE_CUT_SECONDS } from "./proxy-configs.ts";
import { smoke } from "./smoke.ts";
import type { ProxiedServer } from "./start-proxy.ts";

type Misconfiguration = {
  readonly placement: Placement;
  readonly check: (browser: Browser, proxied: ProxiedServer) => Promise<void>;
};

const MAX_WAIT_MS = 60_000;

const faulty = (scheme: Placement["scheme"], ...faults: readonly Fault[]): Placement => ({
  proxy: "nginx",
  prefix: "none",
  scheme,
  trust: "loopback",
  faults,
});

const logSays = ({ server }: ProxiedServer, words: string) =>
  eventually(() => server.logged.filter((line) => line.includes(words)).length, 1, MAX_WAIT_MS);

/** Opens a room that was created beside the proxy. */
async function visitRoom(browser: Browser, { lobby, server }: ProxiedServer): Promise<Visitor> {
  const { room } = await server.post("rooms");
  return Visitor.visit(browser, lobby + room.shownCode, { ignoreHTTPSErrors: true });
}

const waitForText = ({ page }: Visitor, text: string) => page.getByText(text).first().waitFor({ timeout: MAX_WAIT_MS });

/** Opens the page that tests the connection, and waits until it names the cause. */
async function doctorSays(browser: Browser, { lobby }: ProxiedServer, text: string): Promise<void> {
  await waitForText(await Visitor.visit(browser, `${lobby}doctor`, { ignoreHTTPSErrors: true }), text);
}

export const MISCONFIGURATIONS: readonly Misconfiguration[] = [
  {
    placement: faulty("http", "host without port"),
    async check(browser, proxied) {
      const ada = await visitRoom(browser, proxied);
      await waitForText(ada, "doesn’t accept this page’s address");
      await logSays(proxied, "let the proxy forward Host with its port");
      const bea = await Visitor.visit(browser, proxied.lobby);
      await bea.page.getByRole("button", { name: "New room" }).click();
      await waitForText(bea, "doesn’t accept this page’s address");
      await doctorSays(browser, proxied, "the proxy changes the Host header or drops its port");
    },
  },
  {
    placement: faulty("http", "no upgrade"),
    async check(browser, proxied) {
      const [ada, bea] = [await visitRoom(browser, proxied), await visitRoom(browser, proxied)];
      await bea.page.goto(ada.page.url());
      await waitForText(ada, "lets no live connections through");
      await bea.page.locator(".composer .name-field-name").waitFor({ timeout: MAX_WAIT_MS });
      await ada.send("by stream");
      await bea.waitForMessage("by stream");
      await bea.send("and back");
      await ada.waitForMessage("and back");
      await logSays(proxied, "its Upgrade header is missing");
      await doctorSays(browser, proxied, "Live connections (WebSockets) don’t get through");
    },
  },
  {
    placement: faulty("http", "no upgrade", "buffering"),
    async check(browser, proxied) {
      const ada = await visitRoom(browser, proxied);
      await waitForText(ada, "doesn’t forward WebSockets");
      await logSays(proxied, "turn its buffering off");
      await doctorSays(browser, proxied, "Event streams are held back");
    },
  },
  {
    placement: faulty("http", "idle cut"),
    async check(browser, proxied) {
      const ada = await visitRoom(browser, proxied);
      await waitForText(ada, `cuts quiet connections after ${IDLE_CUT_SECONDS} s`);
      await logSays(proxied, "something on the way cuts quiet connections");
      await ada.send("still here");
      await ada.waitForMessage("still here");
      await doctorSays(browser, proxied, `cuts quiet connections after ${IDLE_CUT_SECONDS} s`);
    },
  },
  {
    placement: faulty("http", "body limit"),
    check: async (browser, proxied) => {
      // Files go up in parts that are small enough.
      await smoke(browser, proxied.lobby, ["413"]);
      await doctorSays(browser, proxied, "only 0.9 MB pass in one piece");
    },
  },
  {
    placement: faulty("https", "wrong scheme"),
    async check(browser, proxied) {
      await smoke(browser, proxied.lobby);
      await logSays(proxied, "X-Forwarded-Proto");
      await doctorSays(browser, proxied, "the wrong scheme");
    },
  },
];
