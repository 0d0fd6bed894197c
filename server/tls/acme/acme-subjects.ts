// What a certificate of `--tls auto` is for. Rule N19.
import type { NetworkInterfaceInfo } from "node:os";
import { formatIpAddress, isPublicAddress, parseIpAddress } from "../../network/ip-address.ts";
import { parseBareAddress } from "../../network/local-names.ts";
import type { CertificateNames } from "../certificate-names.ts";

type Interfaces = Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>;

/**
 * Returns the names and addresses that are asked for, or else the first public address this machine listens on.
 * @param host what the server listens on: an address, or all of IPv4 (`0.0.0.0`), or all (`::`)
 */
export function acmeSubjects(asked: readonly string[], host: string, interfaces: () => Interfaces): CertificateNames {
  const subjects = new Set(asked.length > 0 ? asked : publicAddresses(host, interfaces()).slice(0, 1));
  const all = [...subjects].map((subject) => ({ subject, address: parseBareAddress(subject) }));
  return {
    names: all.flatMap(({ subject, address }) => (address === undefined ? subject : [])),
    // The CA compares how an address is written: RFC 8738, 3.
    addresses: all.flatMap(({ address }) => (address === undefined ? [] : formatIpAddress(address))),
  };
}

function publicAddresses(host: string, interfaces: Interfaces): string[] {
  const isListenedOn = ({ address, family }: NetworkInterfaceInfo) =>
    host === "::" || address === host || (host === "0.0.0.0" && family === "IPv4");
  return Object.values(interfaces)
    .flatMap((list) => list ?? [])
    .filter((each) => isListenedOn(each) && isPublicAddress(parseIpAddress(each.address) ?? []))
    .sort((a, b) => Number(b.family === "IPv4") - Number(a.family === "IPv4"))
    .map(({ address }) => address);
}
