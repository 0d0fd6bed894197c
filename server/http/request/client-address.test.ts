import { expect, test } from "bun:test";
import { networkPrefix } from "./client-address.ts";

const prefixes: [address: string, prefix: string][] = [
  ["192.168.1.20", "192.168.1.20"],
  ["192.168.1.20:40123", "192.168.1.20"],
  ["::ffff:192.168.1.20", "192.168.1.20"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2"],
  ["2001:db8:1:2::1", "2001:db8:1:2"],
  ["[2001:db8:1:2::1]:40123", "2001:db8:1:2"],
  ["2001:0DB8:0001:0002::9", "2001:db8:1:2"],
  ["2001:db8::1", "2001:db8:0:0"],
  ["::1", "0:0:0:0"],
  ["fe80::1%eth0", "fe80:0:0:0"],
  ["", ""],
  ["unknown", "unknown"],
];
test.each(prefixes)("R7: addresses of one network are one client: %p is %p", (address, prefix) => {
  expect(networkPrefix(address)).toBe(prefix);
});
