// `bun run proxies [WORD…]`: the built executable behind nginx, Caddy and HAProxy, at every path and by every scheme, each
// with the same smoke test; words choose placements. Exits with 1 if one fails.
import type { Browser } from "playwright-core";
import { launchBrowser } from "../launch-browser.ts";
import { MISCONFIGURATIONS } from "./misconfigurations.ts";
import { ALL_PLACEMENTS, describePlacement, PROXIES } from "./placement.ts";
import { smoke, smokeInstalled, smokeVerified } from "./smoke.ts";
import { type ProxiedServer, startBehindProxy, whyMissing } from "./start-proxy.ts";

const print = (line: string) => process.stdout.write(`${line}\n`);
const words = process.argv.slice(2);
const isChosen = (name: string) => words.every((word) => name.includes(word));

const missing = new Map<string, string>();
for (const proxy of PROXIES) {
  const reason = await whyMissing(proxy);
  if (reason !== undefined) missing.set(proxy, reason);
}
for (const [proxy, reason] of missing) print(`skipped ${proxy}: ${reason}`);

const trials = [
  ...ALL_PLACEMENTS.map((placement) => ({
    placement,
    check: async (browser: Browser, { lobby }: ProxiedServer) => {
      await smoke(browser, lobby);
      if (placement.scheme === "http") await smokeInstalled(browser, lobby);
      await smokeVerified(lobby);
    },
  })),
  ...MISCONFIGURATIONS,
].filter(({ placement }) => !missing.has(placement.proxy) && isChosen(describePlacement(placement)));

const browser = await launchBrowser();
const failures: string[] = [];
for (const { placement, check } of trials) {
  const name = describePlacement(placement);
  const startedAt = performance.now();
  let proxied: ProxiedServer | undefined;
  try {
    proxied = await startBehindProxy(placement);
    await check(browser, proxied);
    print(`passed ${name} (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`);
  } catch (error) {
    failures.push(name);
    print(`FAILED ${name}\n${error}`);
  } finally {
    await Promise.all(browser.contexts().map((context) => context.close()));
    await proxied?.stop();
  }
}
await browser.close();
print(`${trials.length - failures.length} passed, ${failures.length} failed`);
process.exitCode = failures.length > 0 || trials.length === 0 ? 1 : 0;
