import { describe, expect, test } from "bun:test";
import {
  formatIpAddress,
  isInRange,
  isIpv4,
  isPrivate,
  networkPrefix,
  parseIpAddress,
  parseIpRange,
} from "./ip-address.ts";

const prefixOf = (text: string) => {
  const address = parseIpAddress(text);
  return address && networkPrefix(address);
};

describe("an address", () => {
  test.each(["127.0.0.7", "::1", "::", "fe80::1:2", "2001:db8::", "1:0:0:2::3", "10::100"])(
    "N55: %s is shown as people write it",
    (text) => {
      expect(formatIpAddress(parseIpAddress(text) ?? [])).toBe(text);
      expect(formatIpAddress(parseIpAddress("::ffff:10.0.0.1") ?? [])).toBe("10.0.0.1");
    },
  );

  const written: [text: string, prefix: string | undefined][] = [
    ["192.168.1.20", "192.168.1.20"],
    ["192.168.1.20:40123", "192.168.1.20"],
    ["[192.168.1.20]:40123", undefined],
    ["::ffff:192.168.1.20", "192.168.1.20"],
    ["::FFFF:c0a8:0114", "192.168.1.20"],
    ["[::ffff:192.168.1.20]:8080", "192.168.1.20"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2"],
    ["2001:db8:1:2::1", "2001:db8:1:2"],
    ["[2001:db8:1:2::1]", "2001:db8:1:2"],
    ["[2001:db8:1:2::1]:40123", "2001:db8:1:2"],
    ["2001:0DB8:0001:0002::9", "2001:db8:1:2"],
    ["2001:db8::1", "2001:db8:0:0"],
    ["::", "0:0:0:0"],
    ["::1", "0:0:0:0"],
    ["1::", "1:0:0:0"],
    ["fe80::1%eth0", "fe80:0:0:0"],
    ["64:ff9b::192.0.2.1", "64:ff9b:0:0"],
    ["", undefined],
    ["unknown", undefined],
    ["_hidden", undefined],
    ["10.0.0", undefined],
    ["10.0.0.0.1", undefined],
    ["10.0.0.256", undefined],
    ["010.0.0.1", undefined],
    ["0x0a.0.0.1", undefined],
    ["1:2:3:4:5:6:7", undefined],
    ["1:2:3:4:5:6:7:8:9", undefined],
    ["1:2:3:4:5:6:7::8", undefined],
    ["1::2::3", undefined],
    ["12345::", undefined],
    ["::ffff:1.2.3.999", undefined],
    ["[::1", undefined],
    ["2001:db8::g", undefined],
  ];
  test.each(written)("R7, N1: written as %p is of the network %p", (text, prefix) => {
    expect(prefixOf(text)).toBe(prefix);
  });

  test("N1: of IPv4 is known by its mapped form, too", () => {
    const mapped = parseIpAddress("::ffff:10.0.0.1");
    expect([mapped, mapped && isIpv4(mapped)]).toEqual([parseIpAddress("10.0.0.1"), true]);
  });
});

describe("a range", () => {
  const cases: [range: string, address: string, isInside: boolean | undefined][] = [
    ["10.0.0.0/8", "10.255.0.1", true],
    ["10.0.0.0/8", "11.0.0.1", false],
    ["10.0.0.0/8", "::ffff:10.1.2.3", true],
    ["172.16.0.0/12", "172.31.255.255", true],
    ["172.16.0.0/12", "172.32.0.0", false],
    ["192.168.1.0/25", "192.168.1.127", true],
    ["192.168.1.0/25", "192.168.1.128", false],
    ["192.168.1.7", "192.168.1.7", true],
    ["192.168.1.7", "192.168.1.8", false],
    ["0.0.0.0/0", "203.0.113.1", true],
    ["0.0.0.0/0", "2001:db8::1", false],
    ["::/0", "203.0.113.1", true],
    ["2001:db8::/33", "2001:db8:7fff::1", true],
    ["2001:db8::/33", "2001:db8:8000::1", false],
    ["fd00::1", "fd00::1", true],
    ["10.0.0.0/33", "10.0.0.1", undefined],
    ["10.0.0.0/", "10.0.0.1", undefined],
    ["10.0.0.0/8/8", "10.0.0.1", undefined],
    ["10.0.0.1:80/32", "10.0.0.1", undefined],
    ["[::1]/128", "::1", undefined],
    ["example.org", "10.0.0.1", undefined],
  ];
  test.each(cases)("N1: %p holds %p: %p", (text, written, isInside) => {
    const range = parseIpRange(text);
    const address = parseIpAddress(written) ?? [];
    expect(range && isInRange(address, range)).toBe(isInside);
  });

  test("N4: of the private ones holds what leads nowhere on the internet", () => {
    const isInside = (text: string) => isPrivate(parseIpAddress(text) ?? []);
    for (const text of [
      "127.0.0.1",
      "::1",
      "10.9.8.7",
      "172.17.0.2",
      "192.168.0.1",
      "169.254.9.9",
      "fd12::1",
      "fe80::1",
    ]) {
      expect([text, isInside(text)]).toEqual([text, true]);
    }
    for (const text of ["203.0.113.7", "172.32.0.1", "2001:db8::1", "::ffff:8.8.8.8"]) {
      expect([text, isInside(text)]).toEqual([text, false]);
    }
  });
});
