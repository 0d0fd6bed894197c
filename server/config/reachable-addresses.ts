// Finds the addresses at which a started server can be reached. Rules C4, C8, C9.
import type { NetworkInterfaceInfo } from "node:os";
import { isVirtualInterface } from "../network/interfaces.ts";
import type { Config } from "./config.ts";

export type ReachableAddresses = {
  /** On this machine; undefined when the server listens on another address only. */
  local: string | undefined;
  /** From the network, the most useful one first. */
  network: readonly string[];
  /** A private address of a real network, for phones nearby. */
  lan: string | undefined;
  public: string | undefined;
  /** In a container whose own addresses nobody outside reaches: the port to publish. */
  containerPort: number | undefined;
  /** The same over https, where that is spoken beside http: for each address of `local` and `network`, and the port. */
  secure?: { local: string | undefined; network: readonly string[]; port: number } | undefined;
  /** What links begin with. In such a container the host is a placeholder, unless the public address is set. */
  best: string;
};

type Interfaces = Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>;

/** What this machine can tell about its network; asked only when needed, because each takes a millisecond. */
type NetworkFacts = {
  readonly interfaces: () => Interfaces;
  readonly hasOwnContainerNetwork: () => boolean;
};

const PRIVATE = /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/;
const EVERY_ADDRESS = new Set(["0.0.0.0", "::", ""]);
const THIS_MACHINE = /^(localhost|127\.|::1$)/;
const PLACEHOLDER = "YOUR-SERVER";

/**
 * Returns the addresses under which the server can be reached.
 * @param port the one the server listens on
 * @param httpsPort the one of https beside http
 */
export function reachableAddresses(
  config: Pick<Config, "host" | "basePath" | "publicUrl" | "tls">,
  port: number,
  facts: NetworkFacts,
  httpsPort?: number,
): ReachableAddresses {
  const origin = (host: string) => `${typeof config.tls === "object" ? "https" : "http"}://${host}:${port}`;
  const bracketed = (host: string) => (host.includes(":") ? `[${host}]` : host);
  const url = (host: string) => new URL(config.basePath, origin(bracketed(host))).href;
  const secureUrl = (host: string) => new URL(config.basePath, `https://${bracketed(host)}:${httpsPort}`).href;
  const own = ownAddresses(config.host, facts);
  const local = own.local === undefined ? undefined : url(own.local);
  const lan = own.lan === undefined ? undefined : url(own.lan);
  const network = own.network.map(url);
  return {
    local,
    network,
    lan,
    public: config.publicUrl,
    containerPort: own.isHidden ? port : undefined,
    secure:
      httpsPort === undefined
        ? undefined
        : { local: own.local && secureUrl(own.local), network: own.network.map(secureUrl), port: httpsPort },
    best: config.publicUrl ?? lan ?? network[0] ?? local ?? origin(PLACEHOLDER) + config.basePath,
  };
}

type OwnAddresses = { local?: string; network: readonly string[]; lan?: string | undefined; isHidden?: boolean };

/** Returns the hosts that lead to the address the server listens on. */
function ownAddresses(host: string, { interfaces, hasOwnContainerNetwork }: NetworkFacts): OwnAddresses {
  if (THIS_MACHINE.test(host)) return { local: host, network: [] };
  if (!EVERY_ADDRESS.has(host)) return { network: [host], lan: host };
  if (hasOwnContainerNetwork()) return { network: [], isHidden: true };
  const outside = Object.entries(interfaces())
    .flatMap(([name, list]) => (list ?? []).map((address) => ({ ...address, virtual: isVirtualInterface(name) })))
    .filter((address) => !address.internal && (address.family === "IPv4" || host === "::"))
    .filter((address) => !/^fe80:/i.test(address.address))
    .sort((a, b) => Number(a.virtual) - Number(b.virtual));
  const lan = outside.find((address) => !address.virtual && PRIVATE.test(address.address));
  const ordered = lan === undefined ? outside : [lan, ...outside.filter((address) => address !== lan)];
  return { local: "localhost", network: ordered.map(({ address }) => address), lan: lan?.address };
}
