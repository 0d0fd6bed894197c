// Names that nobody can register on the internet, which a CA of one's own may speak for, and those that one can. Rules N10, N11,
// N19.
import { type IpAddress, isPrivate, isPublicAddress, parseIpAddress } from "./ip-address.ts";

/** RFC 6762, RFC 8375, RFC 6761, and what ICANN reserves or never delegates. */
export const LOCAL_DOMAINS = ["local", "lan", "home.arpa", "internal", "localhost"] as const;

/** The domains that a machine's own name is put under; `localhost` is every machine. */
const MACHINE_DOMAINS = LOCAL_DOMAINS.filter((domain) => domain !== "localhost");
const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
const MAX_NAME_LENGTH = 253;
/** What nobody can register on the internet: RFC 6761, RFC 6762, RFC 8375, and what ICANN reserves or never delegates. */
export const PRIVATE_NAME = /(^|\.)(localhost|local|lan|home\.arpa|home|internal|localdomain|test)$/;

/** Returns whether a text in lower case is a name as the DNS has them. */
export const isDnsName = (name: string): boolean =>
  name.length <= MAX_NAME_LENGTH && name.split(".").every((label) => LABEL.test(label));

/** Parses an address without what is no part of it: a port, brackets or a zone. */
export const parseBareAddress = (text: string): IpAddress | undefined =>
  /[[\]%]|\.\d+:/.test(text) ? undefined : parseIpAddress(text);

/** Returns whether a text is one part of a name, in lower case. */
export const isLabel = (text: string): boolean => LABEL.test(text);

/** Returns whether a name in lower case is `localhost` or lies below one of the domains; such a domain itself is no name. */
export function isLocalName(name: string): boolean {
  if (name === "localhost") return true;
  const isBelow = LOCAL_DOMAINS.some((domain) => name.endsWith(`.${domain}`));
  const isDomain = LOCAL_DOMAINS.some((domain) => domain === name);
  return isBelow && !isDomain && isDnsName(name);
}

/** Returns whether a CA of one's own may speak for it: a local name or a private address. */
export function isLocal(nameOrAddress: string): boolean {
  const address = parseBareAddress(nameOrAddress);
  return address === undefined ? isLocalName(nameOrAddress) : isPrivate(address);
}

/** Returns whether the internet can know it: a registered name, or an address that is routed. @param nameOrAddress lower case */
export function isPublic(nameOrAddress: string): boolean {
  const address = parseBareAddress(nameOrAddress);
  if (address !== undefined) return isPublicAddress(address);
  return isDnsName(nameOrAddress) && nameOrAddress.includes(".") && !PRIVATE_NAME.test(nameOrAddress);
}

/** Returns the names a machine has in a LAN by its host name, of which only the first label counts; none where none is left. */
export function localNamesOf(hostname: string): string[] {
  const [first = ""] = hostname.split(".");
  const label = first
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, "-")
    .slice(0, 63)
    .replace(/^-+|-+$/g, "");
  return label === "" || label === "localhost" ? [] : MACHINE_DOMAINS.map((domain) => `${label}.${domain}`);
}
