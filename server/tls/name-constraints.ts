// What the CA may speak for at all, as its certificate says it: RFC 5280, 4.2.1.10. Written by hand, because the library can't
// write ranges of addresses. Rule N10.
import { type IpRange, isIpv4, PRIVATE } from "../network/ip-address.ts";
import { LOCAL_DOMAINS } from "../network/local-names.ts";

export const NAME_CONSTRAINTS_ID = "2.5.29.30";

const SEQUENCE = 0x30;
/** permittedSubtrees, dNSName and iPAddress. */
const [PERMITTED, DNS_NAME, IP_ADDRESS] = [0xa0, 0x82, 0x87] as const;

/** Returns the DER of the extension's value: the local domains and the private ranges, and nothing else. */
export function nameConstraints(): Uint8Array<ArrayBuffer> {
  const names = LOCAL_DOMAINS.map((domain) => element(DNS_NAME, new TextEncoder().encode(domain)));
  const ranges = PRIVATE.map((range) => element(IP_ADDRESS, addressAndMask(range)));
  const subtrees = [...names, ...ranges].flatMap((base) => element(SEQUENCE, base));
  return new Uint8Array(element(SEQUENCE, element(PERMITTED, subtrees)));
}

/** Returns an element of DER of less than 65,536 bytes. */
function element(tag: number, body: Iterable<number>): number[] {
  const bytes = [...body];
  const { length } = bytes;
  if (length < 0x80) return [tag, length, ...bytes];
  return length < 0x100 ? [tag, 0x81, length, ...bytes] : [tag, 0x82, length >> 8, length & 0xff, ...bytes];
}

function addressAndMask({ first, bits }: IpRange): number[] {
  const all = first.flatMap((group) => [group >> 8, group & 0xff]);
  const [address, maskBits] = isIpv4(first) ? [all.slice(12), bits - 96] : [all, bits];
  const mask = address.map((_, at) => (0xff00 >> Math.max(0, Math.min(8, maskBits - at * 8))) & 0xff);
  return [...address, ...mask];
}
