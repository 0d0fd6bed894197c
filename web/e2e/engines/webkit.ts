// WebKit, the engine of Safari, by WebDriver: WebKitGTK's small browser on a display that nobody sees. A page has a browser of
// its own, for a session of WebDriver is one browser.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Subprocess } from "bun";
import { findOrInstall } from "../install-packages.ts";
import type { Engine, EnginePage, Key, Modifier, Point } from "./engine.ts";
import { collectProblems, takeProblems } from "./page-problems.ts";

export type WebKit = { readonly driver: string; readonly display: string; readonly browser: string };

function findWebKit(): WebKit | undefined {
  const [driver, display] = [Bun.which("WebKitWebDriver"), Bun.which("Xvfb")];
  if (driver === null || display === null) return undefined;
  const browsers = new Bun.Glob("*/webkit2gtk-4*/MiniBrowser").scanSync({ cwd: "/usr/lib", absolute: true });
  const [browser] = [...browsers].sort().reverse();
  return browser === undefined ? undefined : { driver, display, browser };
}

/** Returns where WebKit's programs are, which it installs where it may; undefined where there are none. */
export const provideWebKit = () => findOrInstall(findWebKit, "webkit2gtk-driver", "xvfb");

const KEYS: Record<Key | Modifier, string> = {
  Enter: "\uE007",
  Tab: "\uE004",
  Escape: "\uE00C",
  Backspace: "\uE003",
  ArrowLeft: "\uE012",
  ArrowUp: "\uE013",
  ArrowRight: "\uE014",
  ArrowDown: "\uE015",
  Shift: "\uE008",
  Control: "\uE009",
};

const ATTEMPTS = 400;
const RETRY_MS = 50;

/** Asks again until there is an answer. */
async function untilDefined<T>(ask: () => Promise<T | undefined>, what: string): Promise<T> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await Bun.sleep(RETRY_MS);
  }
  throw new Error(`${what} never came.`);
}

/** Starts a display on a free number and returns its name. */
async function startDisplay(program: string): Promise<{ name: string; process: Subprocess }> {
  const screen = ["-screen", "0", "1600x1200x24", "-nolisten", "tcp"];
  const process = Bun.spawn([program, "-displayfd", "1", ...screen], { stdio: ["ignore", "pipe", "ignore"] });
  let number = "";
  for await (const chunk of process.stdout) {
    number += new TextDecoder().decode(chunk);
    if (number.endsWith("\n")) break;
  }
  return { name: `:${number.trim()}`, process };
}

/** Returns a port that was free a moment ago: the driver wants to be told one. */
function freePort(): number {
  const listener = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } });
  listener.stop(true);
  return listener.port;
}

/** Makes WebKit ready. */
export async function launchWebKit(webkit: WebKit): Promise<Engine> {
  const [display, folder] = await Promise.all([
    startDisplay(webkit.display),
    mkdtemp(join(tmpdir(), "mayfly-webkit-")),
  ]);
  const env = {
    ...process.env,
    DISPLAY: display.name,
    XDG_CACHE_HOME: folder,
    XDG_DATA_HOME: folder,
    // Where there is no graphics processor, this takes a third of the processor time.
    WEBKIT_SKIA_ENABLE_CPU_RENDERING: "1",
    WEBKIT_DISABLE_COMPOSITING_MODE: "1",
    // Its sandbox needs rights that containers don't have. Only our own pages are shown.
    WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1",
  };
  const sessions: WebDriverSession[] = [];
  const closePages = async () => {
    await Promise.all(sessions.splice(0).map((session) => session.close()));
  };
  return {
    async newPage() {
      const session = await WebDriverSession.start(webkit, env);
      sessions.push(session);
      await openPopup(session);
      return enginePage(session);
    },
    closePages,
    async close() {
      await closePages();
      display.process.kill();
      await display.process.exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

class WebDriverSession {
  readonly #process: Subprocess;
  readonly #url: string;
  #path = "/session";

  private constructor(process: Subprocess, port: number) {
    this.#process = process;
    this.#url = `http://127.0.0.1:${port}`;
  }

  static async start({ driver, browser }: WebKit, env: Record<string, string | undefined>): Promise<WebDriverSession> {
    const port = freePort();
    const process = Bun.spawn([driver, `--port=${port}`], { env, stdio: ["ignore", "ignore", "ignore"] });
    const session = new WebDriverSession(process, port);
    const isUp = () =>
      fetch(`${session.#url}/status`).then(
        () => true,
        () => undefined,
      );
    await untilDefined(isUp, "WebKit's driver");
    const args = ["--automation", "--javascript-can-open-windows-automatically=true"];
    const capabilities = { alwaysMatch: { "webkitgtk:browserOptions": { binary: browser, args } } };
    const { sessionId } = (await session.ask("POST", "", { capabilities })) as { sessionId: string };
    session.#path = `/session/${sessionId}`;
    return session;
  }

  async ask(method: "GET" | "POST" | "DELETE", path: string, body?: object): Promise<unknown> {
    const response = await fetch(this.#url + this.#path + path, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const { value } = (await response.json()) as { value: unknown };
    if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(value)}`);
    return value;
  }

  run<A extends unknown[], R>(run: (...args: A) => R, ...args: A): Promise<R> {
    return this.ask("POST", "/execute/sync", { script: `return (${run})(...arguments)`, args }) as Promise<R>;
  }

  async close(): Promise<void> {
    await this.ask("DELETE", "").catch(() => {});
    this.#process.kill();
    await this.#process.exited;
  }
}

/** Leaves the session with one window that has no toolbar, which would keep it wider than a phone. */
async function openPopup(session: WebDriverSession): Promise<void> {
  const handles = () => session.ask("GET", "/window/handles") as Promise<string[]>;
  const [first] = await handles();
  await session.run(() => void window.open("about:blank", "", "popup,width=1280,height=800"));
  const popup = await untilDefined(async () => (await handles()).find((handle) => handle !== first), "WebKit's window");
  await session.ask("DELETE", "/window");
  await session.ask("POST", "/window", { handle: popup });
}

function enginePage(session: WebDriverSession): EnginePage {
  const act = (type: "key" | "pointer", actions: object[]) =>
    session.ask("POST", "/actions", { actions: [{ type, id: type, actions }] });
  const pressAll = (keys: readonly string[]) =>
    act(
      "key",
      keys.flatMap((value) => [
        { type: "keyDown", value },
        { type: "keyUp", value },
      ]),
    );
  const moveTo = ({ x, y }: Point) => ({ type: "pointerMove", x: Math.round(x), y: Math.round(y) });
  return {
    async open(address) {
      await session.ask("POST", "/url", { url: address });
      await session.run(collectProblems);
    },
    async reload() {
      await session.ask("POST", "/refresh", {});
      await session.run(collectProblems);
    },
    evaluate: (run, ...args) => session.run(run, ...args),
    async hover(point) {
      await act("pointer", [moveTo(point)]);
    },
    async click(point) {
      const press = ["pointerDown", "pointerUp"].map((type) => ({ type, button: 0 }));
      await act("pointer", [moveTo(point), ...press]);
    },
    async type(text) {
      await pressAll([...text]);
    },
    async press(key, modifier) {
      if (modifier === undefined) return void (await pressAll([KEYS[key]]));
      const held = { value: KEYS[modifier] };
      await act("key", [
        { type: "keyDown", ...held },
        { type: "keyDown", value: KEYS[key] },
        { type: "keyUp", value: KEYS[key] },
        { type: "keyUp", ...held },
      ]);
    },
    async resize(width, height) {
      await session.ask("POST", "/window/rect", { width, height });
      const isDone = () =>
        session.run((wanted) => (innerWidth === wanted ? true : null), width).then((done) => done ?? undefined);
      await untilDefined(isDone, `A window ${width} px wide`);
    },
    screenshot: async () => Buffer.from((await session.ask("GET", "/screenshot")) as string, "base64"),
    problems: () => session.run(takeProblems),
  };
}
