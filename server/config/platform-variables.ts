// Variables that a platform sets in our name: for a service called `mayfly`, or `mayfly-chat`, Kubernetes and Docker links
// put its addresses into every container beside it. Rule C6.

const BY_NAME = [
  /_SERVICE_HOST$/,
  /_SERVICE_PORT(_[A-Z0-9_]+)?$/,
  /_PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR|START|END|PORT_START|PORT_END))?$/,
  /_ENV_[A-Za-z0-9_]+$/,
];

/** Returns whether a variable whose name begins with `MAYFLY_` was set by the platform rather than by the operator. */
export function isSetByPlatform(name: string, text: string): boolean {
  if (BY_NAME.some((pattern) => pattern.test(name))) return true;
  if (name.endsWith("_PORT")) return /^(tcp|udp|sctp):\/\//.test(text);
  // The name of a Docker link: `/web/mayfly`.
  return name.endsWith("_NAME") && text.startsWith("/");
}

/** Returns the line that says which variables were ignored. */
export function passedOverLine(names: readonly string[]): string {
  return `Ignored: ${[...names].sort().join(", ")} (set by Kubernetes or Docker for a service of this name, not a setting)`;
}
