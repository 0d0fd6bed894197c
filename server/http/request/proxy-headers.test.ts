import { describe, expect, test } from "bun:test";
import { proxyTrust } from "../../config/parsers.ts";
import { networkPrefix, parseIpRange } from "../../network/ip-address.ts";
import { ProxyHeaders, type ProxyTrust } from "./proxy-headers.ts";

const trust = (text: string) => proxyTrust(text) as ProxyTrust;
const from = (peer: string, headers: Record<string, string> | [string, string][] = {}) => ({
  request: new Request("http://pi:8080/api/rooms", { headers }),
  server: { requestIP: () => ({ address: peer }) },
});

/** Who sent the request, by the settings, the peer and its headers. */
const CLIENTS: [trust: string, peer: string, headers: Record<string, string> | [string, string][], client: string][] = [
  // Nobody is trusted.
  ["off", "203.0.113.1", {}, "203.0.113.1"],
  ["off", "203.0.113.1", { "x-forwarded-for": "198.51.100.7" }, "203.0.113.1"],
  ["off", "127.0.0.1", { "x-forwarded-for": "198.51.100.7" }, "127.0.0.1"],
  ["off", "10.0.0.2", { forwarded: "for=198.51.100.7" }, "10.0.0.2"],
  ["off", "2001:db8:1:2::9", { "x-forwarded-for": "198.51.100.7" }, "2001:db8:1:2"],
  ["off", "::ffff:10.0.0.2", {}, "10.0.0.2"],
  // Whoever connects is trusted: the last entry counts, which it wrote itself.
  ["on", "203.0.113.1", {}, "203.0.113.1"],
  ["on", "203.0.113.1", { "x-forwarded-for": "198.51.100.7" }, "198.51.100.7"],
  ["on", "127.0.0.1", { "x-forwarded-for": "198.51.100.7" }, "198.51.100.7"],
  ["on", "127.0.0.1", { "x-forwarded-for": "1.1.1.1, 198.51.100.7" }, "198.51.100.7"],
  ["on", "127.0.0.1", { "x-forwarded-for": "198.51.100.7,10.0.0.3" }, "10.0.0.3"],
  ["on", "127.0.0.1", { "x-forwarded-for": " 198.51.100.7 , " }, "198.51.100.7"],
  ["on", "127.0.0.1", { "x-forwarded-for": "" }, "127.0.0.1"],
  ["on", "127.0.0.1", { "x-forwarded-for": "unknown" }, "127.0.0.1"],
  ["on", "127.0.0.1", { "x-forwarded-for": "198.51.100.7, unknown" }, "127.0.0.1"],
  ["on", "127.0.0.1", { "x-forwarded-for": "198.51.100.7:51234" }, "198.51.100.7"],
  ["on", "127.0.0.1", { "x-forwarded-for": "2001:db8:9:8::1" }, "2001:db8:9:8"],
  ["on", "127.0.0.1", { "x-forwarded-for": "[2001:db8:9:8::1]" }, "2001:db8:9:8"],
  ["on", "127.0.0.1", { "x-forwarded-for": "[2001:db8:9:8::1]:51234" }, "2001:db8:9:8"],
  ["on", "127.0.0.1", { "x-forwarded-for": "::ffff:198.51.100.7" }, "198.51.100.7"],
  ["on", "127.0.0.1", { "x-forwarded-for": "1.1.1.1, 2001:DB8:9:8::1" }, "2001:db8:9:8"],
  [
    "on",
    "127.0.0.1",
    [
      ["x-forwarded-for", "1.1.1.1"],
      ["x-forwarded-for", "198.51.100.7"],
    ],
    "198.51.100.7",
  ],
  ["on", "127.0.0.1", { forwarded: "for=198.51.100.7" }, "198.51.100.7"],
  ["on", "127.0.0.1", { forwarded: 'for="198.51.100.7:4711"' }, "198.51.100.7"],
  ["on", "127.0.0.1", { forwarded: 'For="[2001:db8:9:8::1]:4711"' }, "2001:db8:9:8"],
  ["on", "127.0.0.1", { forwarded: "proto=https;for=198.51.100.7;by=203.0.113.43" }, "198.51.100.7"],
  ["on", "127.0.0.1", { forwarded: "for=1.1.1.1, for=198.51.100.7;proto=https" }, "198.51.100.7"],
  ["on", "127.0.0.1", { forwarded: "for=1.1.1.1,for=_hidden" }, "127.0.0.1"],
  ["on", "127.0.0.1", { forwarded: 'for="_SEVKISEK"' }, "127.0.0.1"],
  ["on", "127.0.0.1", { forwarded: 'for="1.1.1.1, for=9.9.9.9", for=198.51.100.7' }, "198.51.100.7"],
  ["on", "127.0.0.1", { forwarded: "for=" }, "127.0.0.1"],
  ["on", "127.0.0.1", { forwarded: 'garbage;;;==,,"' }, "127.0.0.1"],
  ["on", "127.0.0.1", { forwarded: "for=1.1.1.1", "x-forwarded-for": "198.51.100.7" }, "198.51.100.7"],
  // Ranges: the last entry that is no trusted proxy's.
  ["loopback", "127.0.0.1", { "x-forwarded-for": "198.51.100.7" }, "198.51.100.7"],
  ["loopback", "::1", { "x-forwarded-for": "198.51.100.7" }, "198.51.100.7"],
  ["loopback", "::ffff:127.0.0.1", { "x-forwarded-for": "198.51.100.7" }, "198.51.100.7"],
  ["loopback", "10.0.0.2", { "x-forwarded-for": "198.51.100.7" }, "10.0.0.2"],
  ["loopback", "203.0.113.1", { "x-forwarded-for": "127.0.0.1" }, "203.0.113.1"],
  ["loopback", "127.0.0.1", { "x-forwarded-for": "198.51.100.7, 10.0.0.2" }, "10.0.0.2"],
  ["loopback", "127.0.0.1", { "x-forwarded-for": "198.51.100.7, 127.0.0.1" }, "198.51.100.7"],
  ["private", "10.0.0.2", { "x-forwarded-for": "198.51.100.7" }, "198.51.100.7"],
  ["private", "127.0.0.1", { "x-forwarded-for": "198.51.100.7" }, "198.51.100.7"],
  ["private", "fd00::2", { "x-forwarded-for": "198.51.100.7" }, "198.51.100.7"],
  ["private", "203.0.113.1", { "x-forwarded-for": "198.51.100.7" }, "203.0.113.1"],
  ["private", "10.0.0.2", { "x-forwarded-for": "1.1.1.1, 198.51.100.7, 10.0.0.3, 192.168.1.1" }, "198.51.100.7"],
  ["private", "10.0.0.2", { "x-forwarded-for": "192.168.1.20" }, "192.168.1.20"],
  ["private", "10.0.0.2", { "x-forwarded-for": "192.168.1.20, 10.0.0.3" }, "10.0.0.3"],
  ["private", "10.0.0.2", { "x-forwarded-for": "198.51.100.7, unknown, 10.0.0.3" }, "10.0.0.2"],
  ["private", "10.0.0.2", { "x-forwarded-for": "198.51.100.7:1234, [fd00::9]:443" }, "198.51.100.7"],
  ["private", "10.0.0.2", { forwarded: 'for=198.51.100.7, for="[fd00::9]:443";proto=https' }, "198.51.100.7"],
  ["203.0.113.0/24", "203.0.113.1", { "x-forwarded-for": "198.51.100.7" }, "198.51.100.7"],
  ["203.0.113.0/24", "203.0.114.1", { "x-forwarded-for": "198.51.100.7" }, "203.0.114.1"],
  ["203.0.113.1", "203.0.113.1", { "x-forwarded-for": "198.51.100.7" }, "198.51.100.7"],
  ["203.0.113.1", "203.0.113.2", { "x-forwarded-for": "198.51.100.7" }, "203.0.113.2"],
  ["203.0.113.1, 10.0.0.0/8", "10.1.1.1", { "x-forwarded-for": "198.51.100.7, 203.0.113.1" }, "198.51.100.7"],
  ["10.0.0.0/8 loopback", "127.0.0.1", { "x-forwarded-for": "198.51.100.7, 10.9.9.9" }, "198.51.100.7"],
  ["2001:db8:5::/48", "2001:db8:5:1::1", { "x-forwarded-for": "2001:db8:9:8::1" }, "2001:db8:9:8"],
  ["2001:db8:5::/48", "2001:db8:6:1::1", { "x-forwarded-for": "2001:db8:9:8::1" }, "2001:db8:6:1"],
  ["0.0.0.0/0", "203.0.113.1", { "x-forwarded-for": "198.51.100.7, 192.0.2.1" }, "192.0.2.1"],
];

describe("who sent a request", () => {
  test.each(CLIENTS)("N1: trusting %s, from %s with %j: %s", (text, peer, headers, client) => {
    const address = new ProxyHeaders(trust(text)).clientAddress(from(peer, headers));
    expect(address && networkPrefix(address)).toBe(client);
  });

  test("N1: a connection that is closed already is of nobody", () => {
    const closed = { request: new Request("http://pi/"), server: { requestIP: () => null } };
    expect(new ProxyHeaders("off").clientAddress(closed)).toBeUndefined();
    expect(new ProxyHeaders(trust("private")).clientAddress(closed)).toBeUndefined();
  });

  test("N1: headers of a proxy that isn't trusted are reported, and others aren't", () => {
    let reports = 0;
    const headers = (text: string) => new ProxyHeaders(trust(text), () => reports++);
    headers("off").clientAddress(from("10.0.0.2"));
    headers("on").clientAddress(from("10.0.0.2", { "x-forwarded-for": "1.1.1.1" }));
    expect(reports).toBe(0);
    headers("off").clientAddress(from("10.0.0.2", { "x-forwarded-for": "1.1.1.1" }));
    headers("loopback").clientAddress(from("10.0.0.2", { forwarded: "for=1.1.1.1" }));
    expect(reports).toBe(2);
  });
});

describe("the address that was asked for", () => {
  const asked = (text: string, peer: string, headers: Record<string, string>) => {
    const { protocol, host, port, prefix } = new ProxyHeaders(trust(text)).forwardedAddress(from(peer, headers));
    return [protocol, host, port, prefix];
  };
  const NOTHING = [undefined, undefined, undefined, undefined];

  const cases: [trust: string, headers: Record<string, string>, found: (string | undefined)[]][] = [
    ["off", { "x-forwarded-proto": "https", "x-forwarded-host": "a.example", "x-forwarded-prefix": "/chat" }, NOTHING],
    [
      "on",
      { "x-forwarded-proto": "https", "x-forwarded-host": "a.example" },
      ["https:", "a.example", undefined, undefined],
    ],
    ["on", { "x-forwarded-proto": "WSS" }, ["https:", undefined, undefined, undefined]],
    ["on", { "x-forwarded-proto": "ws" }, ["http:", undefined, undefined, undefined]],
    ["on", { "x-forwarded-proto": "javascript" }, NOTHING],
    ["on", { "x-forwarded-proto": "http, https" }, ["https:", undefined, undefined, undefined]],
    ["on", { "x-forwarded-port": "8443" }, [undefined, undefined, "8443", undefined]],
    ["on", { "x-forwarded-port": "8443x" }, NOTHING],
    ["on", { "x-forwarded-prefix": "/chat" }, [undefined, undefined, undefined, "/chat"]],
    ["on", { "x-forwarded-prefix": "/a/b.c~d-e_f/" }, [undefined, undefined, undefined, "/a/b.c~d-e_f"]],
    ["on", { "x-forwarded-prefix": "/" }, [undefined, undefined, undefined, ""]],
    ["on", { "x-forwarded-prefix": "//evil.example" }, NOTHING],
    ["on", { "x-forwarded-prefix": "/a/?b" }, NOTHING],
    ["on", { "x-forwarded-prefix": "chat" }, NOTHING],
    [
      "on",
      { forwarded: 'for=1.1.1.1;host="a.example:8443";proto=https' },
      ["https:", "a.example:8443", undefined, undefined],
    ],
    [
      "private",
      { "x-forwarded-for": "198.51.100.7, 10.0.0.3", "x-forwarded-proto": "https, http" },
      ["https:", undefined, undefined, undefined],
    ],
    [
      "private",
      { "x-forwarded-for": "198.51.100.7, 10.0.0.3", "x-forwarded-proto": "https" },
      ["https:", undefined, undefined, undefined],
    ],
    ["203.0.113.1", { "x-forwarded-proto": "https", "x-forwarded-prefix": "/chat" }, NOTHING],
  ];
  test.each(cases)("N2, N3: trusting %s, from 10.0.0.2 with %j: %j", (text, headers, found) => {
    expect(asked(text, "10.0.0.2", headers)).toEqual(found);
  });
});

test("N1: what a setting may name", () => {
  for (const [text, isFine] of [
    ["off", true],
    ["on", true],
    ["loopback", true],
    ["private,203.0.113.0/24", true],
    ["Private  ::1", true],
    ["", false],
    ["maybe", false],
    ["10.0.0.0/40", false],
    ["private, example.org", false],
  ] as const) {
    const parsed = proxyTrust(text);
    expect([text, typeof parsed === "string" || Array.isArray(parsed)]).toEqual([text, isFine]);
  }
  expect(proxyTrust("10.0.0.1")).toEqual([parseIpRange("10.0.0.1") as never]);
});
