// Which interfaces a server is announced on, and with which addresses. Rule N25.
import type { NetworkInterfaceInfo } from "node:os";
import { isVirtualInterface } from "../network/interfaces.ts";
import { type IpRange, isIpv4, isPrivate, parseIpAddress, parseIpRange } from "../network/ip-address.ts";

export type NetworkInterfaces = Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>;

export type AnnouncedLink = {
  /** The interface. */
  readonly name: string;
  /** Its IPv4 address, which messages are sent from. */
  readonly from: string;
  readonly addresses: readonly string[];
  /** The networks it is in: what comes from elsewhere is not for it. */
  readonly subnets: readonly IpRange[];
};

const LINK_LOCAL_IPV6 = /^fe80:/i;

/**
 * Returns the interfaces that lead into a private network, without bridges and tunnels of this machine. One with a public IPv4
 * address is in a network of strangers.
 * @param host the address the server listens on; `0.0.0.0` for all of IPv4, `::` for all
 */
export function announcedLinks(host: string, interfaces: NetworkInterfaces): AnnouncedLink[] {
  return Object.entries(interfaces).flatMap(([name, infos = []]) => {
    if (isVirtualInterface(name)) return [];
    const outside = infos.flatMap((info) => {
      const parsed = parseIpAddress(info.address);
      return info.internal || parsed === undefined
        ? []
        : [{ ...info, isIpv4: isIpv4(parsed), isPrivate: isPrivate(parsed) }];
    });
    const ipv4 = outside.filter((info) => info.isIpv4);
    const [first] = ipv4;
    const addresses = outside
      .filter((info) => info.isPrivate && !LINK_LOCAL_IPV6.test(info.address))
      .filter((info) => (host === "0.0.0.0" ? info.isIpv4 : host === "::" || host === info.address))
      .map(({ address }) => address);
    if (first === undefined || addresses.length === 0 || !ipv4.every((info) => info.isPrivate)) return [];
    const subnets = ipv4.flatMap(({ cidr }) => parseIpRange(cidr ?? "") ?? []);
    return [{ name, from: first.address, addresses, subnets }];
  });
}
