import { describe, expect, test } from "bun:test";
import { isLocal, localNamesOf } from "./local-names.ts";

describe("what a CA of one's own may speak for", () => {
  const local = ["localhost", "a.localhost", "nas.local", "a.b.lan", "chat.home.arpa", "x.internal", "10.0.0.1", "::1"];
  test.each([...local, "fd00::1", "fe80::1", "169.254.1.1", "172.31.0.1", "127.1.2.3"])("N11: %s is local", (name) => {
    expect(isLocal(name)).toBe(true);
  });
  const others = ["nas", "local", "lan", "home.arpa", "", "example.org", "local.example.org", "evillan", "-a.lan"];
  test.each([...others, "a..lan", ".lan", "*.lan", "a_b.lan", "A.lan", "8.8.8.8", "2001:db8::1", "172.32.0.1"])(
    "N11: %j is not",
    (name) => expect(isLocal(name)).toBe(false),
  );
  test.each(["10.0.0.1:443", "[::1]", "[::1]:443", "fe80::1%eth0", `${"a".repeat(64)}.lan`, `${"a.".repeat(130)}lan`])(
    "N11: %j is not one in a certificate",
    (name) => expect(isLocal(name)).toBe(false),
  );
});

const labels: [string, string | undefined][] = [
  ["pi", "pi"],
  ["Ann's MacBook Pro.local", "ann-s-macbook-pro"],
  ["DESKTOP_1.corp.example.com", "desktop-1"],
  ["--x--", "x"],
  ["über", "ber"],
  ["客厅", undefined],
  ["localhost.localdomain", undefined],
  ["", undefined],
  ["a".repeat(80), "a".repeat(63)],
];
test.each(labels)("N11: the host name %j becomes %j, below local domains alone", (hostname, label) => {
  const domains = label === undefined ? [] : ["local", "lan", "home.arpa", "internal"];
  expect(localNamesOf(hostname)).toEqual(domains.map((domain) => `${label}.${domain}`));
});
