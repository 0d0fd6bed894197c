// The names and addresses a certificate of this machine is for. Rule N11.
import type { NetworkInterfaceInfo } from "node:os";
import { formatIpAddress, isPrivate, parseIpAddress } from "../network/ip-address.ts";
import { isLocalName, localNamesOf } from "../network/local-names.ts";

export type CertificateNames = { readonly names: readonly string[]; readonly addresses: readonly string[] };

type MachineNames = {
  readonly hostname: string;
  readonly interfaces: Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>;
};

const LINK_LOCAL = /^fe80:/i;

/** Returns an address in one form, however it is written. */
const normalized = (address: string) => parseIpAddress(address)?.join(":") ?? address;

/**
 * Returns what the certificate is for: this machine as it calls itself, its names in the LAN, its private addresses, and what
 * the operator adds. Public addresses are left out, for which a CA of one's own may not speak, and the link-local ones of
 * IPv6, which browsers can't open.
 * @param added local names and private addresses
 */
export function certificateNames({ hostname, interfaces }: MachineNames, added: readonly string[]): CertificateNames {
  const own = Object.values(interfaces)
    .flatMap((list) => list ?? [])
    .map(({ address }) => address)
    .filter((address) => !LINK_LOCAL.test(address));
  const isAddress = (text: string) => parseIpAddress(text) !== undefined;
  const names = ["localhost", ...localNamesOf(hostname), ...added.filter((text) => !isAddress(text))];
  const addresses = ["127.0.0.1", "::1", ...own, ...added.filter(isAddress)].filter((text) => {
    const address = parseIpAddress(text);
    return address !== undefined && isPrivate(address);
  });
  return {
    names: [...new Set(names)].filter(isLocalName),
    addresses: [...new Map(addresses.map((address) => [normalized(address), address])).values()],
  };
}

/** Reads the names of a certificate. @param text as Node has it: `DNS:pi.local, IP Address:10.0.0.2` */
export function parseAlternativeNames(text: string): CertificateNames {
  const entries = text.split(", ");
  const those = (kind: string) => entries.flatMap((entry) => (entry.startsWith(kind) ? entry.slice(kind.length) : []));
  const addresses = those("IP Address:").map((text) => formatIpAddress(parseIpAddress(text) ?? []));
  return { names: those("DNS:"), addresses };
}

/** Returns whether a certificate for these names and addresses is good for those that are wanted. */
export function covers(has: CertificateNames, wanted: CertificateNames): boolean {
  const [names, addresses] = [new Set(has.names), new Set(has.addresses.map(normalized))];
  return wanted.names.every((name) => names.has(name)) && wanted.addresses.every((at) => addresses.has(normalized(at)));
}
