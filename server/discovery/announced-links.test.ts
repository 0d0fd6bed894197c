import { expect, test } from "bun:test";
import type { NetworkInterfaceInfo } from "node:os";
import { announcedLinks } from "./announced-links.ts";

const at = (cidr: string, internal = false) => {
  const [address = ""] = cidr.split("/");
  return { address, cidr, internal, family: address.includes(":") ? "IPv6" : "IPv4" } as NetworkInterfaceInfo;
};
const interfaces = {
  lo: [at("127.0.0.1/8", true), at("::1/128", true)],
  wlan0: [at("192.168.1.20/24"), at("2001:db8::20/64"), at("fd00::20/64"), at("fe80::20/64")],
  eth0: [at("203.0.113.7/24"), at("10.0.0.7/8")],
  eth1: [at("10.9.0.7/16"), at("169.254.7.7/16")],
  docker0: [at("172.17.0.1/16")],
  tun0: [at("10.8.0.2/24")],
  "br-3f4e": [at("172.18.0.1/16")],
  usb0: [at("fd01::1/64")],
  gone: undefined,
};
const addressesFor = (host: string) =>
  Object.fromEntries(announcedLinks(host, interfaces).map(({ name, addresses }) => [name, addresses]));

test("N25: on private interfaces alone: neither in a network of strangers, nor on bridges and tunnels", () => {
  expect(addressesFor("0.0.0.0")).toEqual({ wlan0: ["192.168.1.20"], eth1: ["10.9.0.7", "169.254.7.7"] });
});

test("N25: the addresses that are listened on, without those that no browser opens and those of the internet", () => {
  expect(addressesFor("::")).toEqual({ wlan0: ["192.168.1.20", "fd00::20"], eth1: ["10.9.0.7", "169.254.7.7"] });
  expect(addressesFor("10.9.0.7")).toEqual({ eth1: ["10.9.0.7"] });
  expect(addressesFor("fd00::20")).toEqual({ wlan0: ["fd00::20"] });
  for (const host of ["203.0.113.7", "10.0.0.7", "192.168.1.99"]) expect(addressesFor(host)).toEqual({});
});

test("N29: each has the address it speaks from, and the networks it listens to", () => {
  const [wlan0] = announcedLinks("::", interfaces);
  expect(wlan0?.from).toBe("192.168.1.20");
  expect(wlan0?.subnets).toEqual([{ first: [0, 0, 0, 0, 0, 0xffff, 0xc0a8, 0x0114], bits: 120 }]);
});
