// IP addresses as numbers, so that every way to write an address is the same address. Rules N1, N2, R7.

/** Eight groups of 16 bits. An IPv4 address is in its mapped form, ::ffff:a.b.c.d. */
export type IpAddress = readonly number[];

/** A range of addresses: those whose first `bits` bits are those of `first`. */
export type IpRange = { readonly first: IpAddress; readonly bits: number };

const GROUPS = 8;
const IPV4_BITS = 96;

/** Parses an address as systems and proxies write it: bare, in brackets, with a port or with a zone. */
export function parseIpAddress(text: string): IpAddress | undefined {
  const trimmed = text.trim().toLowerCase();
  const [, bracketed] = /^\[([^\]]+)\](?::\d{1,5})?$/.exec(trimmed) ?? [];
  if (bracketed !== undefined) return parseIpv6(bracketed);
  return trimmed.split(":").length > 2 ? parseIpv6(trimmed) : parseIpv4(trimmed.replace(/:\d{1,5}$/, ""));
}

/** Parses a range, `10.0.0.0/8`, or an address, which is a range of one. */
export function parseIpRange(text: string): IpRange | undefined {
  const [address = "", length, ...rest] = text.trim().split("/");
  const first = parseIpAddress(address);
  if (first === undefined || rest.length > 0 || /^\[|\.\d+:\d+$/.test(address)) return undefined;
  if (length === undefined) return { first, bits: GROUPS * 16 };
  const offset = isIpv4(first) && !address.includes(":") ? IPV4_BITS : 0;
  if (!/^\d{1,3}$/.test(length) || offset + Number(length) > GROUPS * 16) return undefined;
  return { first, bits: offset + Number(length) };
}

export function isInRange(address: IpAddress, { first, bits }: IpRange): boolean {
  return first.every((group, at) => {
    const ignored = Math.max(0, Math.min(16, 16 - (bits - at * 16)));
    return group >> ignored === (address[at] ?? 0) >> ignored;
  });
}

export function isIpv4(address: IpAddress): boolean {
  return isInRange(address, MAPPED);
}

/** Returns an address as people write it: IPv4 with dots, IPv6 shortened as in a URL. */
export function formatIpAddress(address: IpAddress): string {
  if (isIpv4(address)) return networkPrefix(address);
  const groups = address.map((group) => group.toString(16)).join(":");
  return new URL(`http://[${groups}]`).hostname.slice(1, -1);
}

/** Returns what stands for one client: an IPv4 address as it is, and the /64 of an IPv6 address, all of which is theirs. */
export function networkPrefix(address: IpAddress): string {
  if (isIpv4(address)) {
    const [high = 0, low = 0] = address.slice(6);
    return [high >> 8, high & 255, low >> 8, low & 255].join(".");
  }
  return address
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(":");
}

const MAPPED: IpRange = { first: [0, 0, 0, 0, 0, 0xffff, 0, 0], bits: IPV4_BITS };

const ranges = (...texts: string[]): readonly IpRange[] => texts.flatMap((text) => parseIpRange(text) ?? []);

export const LOOPBACK: readonly IpRange[] = ranges("127.0.0.0/8", "::1");
/** What leads nowhere on the internet: RFC 1918, RFC 4193, link-local addresses and loopback. */
export const PRIVATE: readonly IpRange[] = [
  ...LOOPBACK,
  ...ranges("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "fc00::/7", "fe80::/10"),
];

export const isPrivate = (address: IpAddress): boolean => PRIVATE.some((range) => isInRange(address, range));

/** Addresses of the internet's own workings, of tests, of carriers' inner networks, and what isn't given to anybody. */
const SPECIAL: readonly IpRange[] = ranges(
  "0.0.0.0/8",
  "100.64.0.0/10",
  "192.0.0.0/24",
  "198.18.0.0/15",
  "224.0.0.0/3",
);
/** All that IPv6 has given to anybody so far. */
const GIVEN_IPV6: readonly IpRange[] = ranges("2000::/3");

/** Returns whether the internet can lead to an address. */
export function isPublicAddress(address: IpAddress): boolean {
  const isIn = (list: readonly IpRange[]) => list.some((range) => isInRange(address, range));
  return isIpv4(address) ? !isPrivate(address) && !isIn(SPECIAL) : isIn(GIVEN_IPV6);
}

/** Returns the last two groups. A leading zero means octal to some readers, so it is refused. */
function parseIpv4(text: string): IpAddress | undefined {
  const parts = text.split(".");
  const bytes = parts.map((part) => (/^(0|[1-9]\d{0,2})$/.test(part) ? Number(part) : 256));
  const [a = 256, b = 256, c = 256, d = 256] = bytes;
  if (parts.length !== 4 || Math.max(a, b, c, d) > 255) return undefined;
  return [0, 0, 0, 0, 0, 0xffff, a * 256 + b, c * 256 + d];
}

function parseIpv6(text: string): IpAddress | undefined {
  const address = text.replace(/%[\w.-]+$/, "");
  const [, start = "", dotted] = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(address) ?? [];
  const last = dotted === undefined ? [] : parseIpv4(dotted)?.slice(6);
  if (last === undefined) return undefined;
  // The dotted end is two groups.
  const written = dotted === undefined ? address : `${start}${last.map((group) => group.toString(16)).join(":")}`;
  const halves = written.split("::");
  if (halves.length > 2) return undefined;
  const [front = [], back = []] = halves.map((half) => (half === "" ? [] : half.split(":")));
  const missing = GROUPS - front.length - back.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...front, ...Array<string>(missing).fill("0"), ...back];
  return groups.every((group) => /^[\da-f]{1,4}$/.test(group))
    ? groups.map((group) => Number.parseInt(group, 16))
    : undefined;
}
