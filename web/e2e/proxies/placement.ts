// Where a proxy puts the server: at which path, by which scheme, and who knows of the prefix.

export const PROXIES = ["nginx", "caddy", "haproxy"] as const;
export type ProxyName = (typeof PROXIES)[number];

/**
 * The prefix before the server's own addresses: none; taken away by the proxy; or left in the path, known to the server by
 * its base path or by the proxy's header.
 */
const PREFIXES = ["none", "stripped", "kept, by base path", "kept, by header"] as const;
export type Prefix = (typeof PREFIXES)[number];

/** What is wrong with a proxy that was set up in a hurry. */
export type Fault = "host without port" | "no upgrade" | "buffering" | "idle cut" | "body limit" | "wrong scheme";

export type Placement = {
  readonly proxy: ProxyName;
  readonly prefix: Prefix;
  readonly scheme: "http" | "https";
  /** What MAYFLY_TRUST_PROXY is set to. */
  readonly trust: "loopback" | "on";
  readonly faults?: readonly Fault[];
};

/** What a proxy's configuration is written from. */
export type ProxyPlan = Placement & {
  readonly port: number;
  /** Where the server listens. */
  readonly serverPort: number;
  /** The proxy's own folder, which goes with it. */
  readonly folder: string;
  /** Certificate and key in PEM, and both in one file. */
  readonly certificate: { readonly cert: string; readonly key: string; readonly both: string };
};

/** The path of the lobby without its last slash. */
export const pathOf = ({ prefix }: Placement): string => (prefix === "none" ? "" : "/chat");

/** The settings that the server needs at this place; nothing else is configured. */
export const serverFlags = ({ prefix, trust }: Placement): string[] => [
  ...["--trust-proxy", trust],
  ...(prefix === "kept, by base path" ? ["--base-path", "/chat"] : []),
];

export function describePlacement({ proxy, prefix, scheme, trust, faults = [] }: Placement): string {
  const where = prefix === "none" ? "at /" : `at /chat, prefix ${prefix}`;
  return [`${proxy}: ${scheme} ${where}, --trust-proxy ${trust}`, ...faults].join(", ");
}

/** Every placement the server is to work at without any further setting. */
export const ALL_PLACEMENTS: readonly Placement[] = PROXIES.flatMap((proxy) => [
  ...PREFIXES.flatMap((prefix) =>
    (["http", "https"] as const).map((scheme): Placement => ({ proxy, prefix, scheme, trust: "loopback" })),
  ),
  { proxy, prefix: "stripped", scheme: "https", trust: "on" },
]);
