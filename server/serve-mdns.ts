// mDNS: announces a server that listens on the local network, for as long as it runs. Rules N25 to N28.
import { announcedText } from "./config/banner.ts";
import type { Config } from "./config/config.ts";
import { os } from "./config/lazy-node-modules.ts";
import type { AppContext } from "./http/request/app-context.ts";
import type { Logger } from "./logger.ts";

/** How often is looked whether there are other networks. */
const CHECK_MS = 10_000;
const DEFAULT_LABEL = "mayfly";
const THIS_MACHINE = /^(localhost|127\.|::1$)/;

/** Returns the label that the settings ask for, undefined where the server isn't to be announced. */
export function wantedLabel({ mdnsName, host, publicUrl, tls }: Config): string | undefined {
  if (mdnsName === "off" || THIS_MACHINE.test(host)) return undefined;
  // Pages work only at the public address, and a certificate by a public CA or of the operator's is good for its own names.
  const hasOtherName = publicUrl !== undefined || typeof tls === "object" || tls === "auto";
  return mdnsName ?? (hasOtherName ? undefined : DEFAULT_LABEL);
}

type MdnsParts = {
  readonly node: AppContext;
  readonly logger: Logger;
  readonly hasOwnContainerNetwork: () => boolean;
  /** Where the server listens; https is beside http or in its place. */
  readonly ports: { readonly http?: number | undefined; readonly https?: number | undefined };
  readonly print: (text: string) => void;
};

/** Announces a server that answers by now. Nothing that fails here stops it. @returns undefined where it isn't announced */
export async function startMdns(
  config: Config,
  { node, logger, hasOwnContainerNetwork, ports, print }: MdnsParts,
): Promise<{ stop(): Promise<void> } | undefined> {
  const label = wantedLabel(config);
  if (label === undefined) return undefined;
  const report = (problem: string) => logger.info(`mDNS: not announced: ${problem}`);
  // Whoever names it knows that this container is in their network.
  if (config.mdnsName === undefined && hasOwnContainerNetwork()) {
    report("this container has a network of its own; run it with the host's, or set MAYFLY_MDNS_NAME");
    return undefined;
  }
  // Imported only here, so that no start waits for it.
  const { Announcer } = await import("./discovery/announcer.ts");
  const { wheel, clock } = node.rooms.ports;
  const listening = (["http", "https"] as const).flatMap((scheme) => {
    const port = ports[scheme];
    return port === undefined ? [] : [{ scheme, port }];
  });
  const announcement = {
    services: listening.map(({ scheme, port }) => ({ type: `_${scheme}._tcp` as const, port })),
    path: config.basePath,
  };
  const after = (delayMs: number, run: () => void) => {
    const timer = wheel.schedule(clock() + delayMs, run);
    return () => void wheel.cancel(timer);
  };
  const announcer = new Announcer(label, announcement, config.host, {
    random: Math.random,
    after,
    now: clock,
    interfaces: () => os().networkInterfaces(),
    report,
    onNamed(named) {
      node.mdns.label = named;
      const urls = listening.map(
        ({ scheme, port }) => new URL(config.basePath, `${scheme}://${named}.local:${port}`).href,
      );
      print(announcedText(urls, named === label ? undefined : label));
    },
  });
  const check = (): Promise<void> =>
    announcer
      .refresh()
      .catch(node.reportFault)
      .then(() => void after(CHECK_MS, check));
  void check();
  return announcer;
}
