import { describe, expect, test } from "bun:test";
import type { NetworkInterfaceInfo } from "node:os";
import { banner, reachableAddresses } from "./banner.ts";

const at = (address: string, internal = false) =>
  ({ address, internal, family: address.includes(":") ? "IPv6" : "IPv4" }) as NetworkInterfaceInfo;

const machine = {
  lo: [at("127.0.0.1", true), at("::1", true)],
  docker0: [at("172.17.0.1")],
  eth0: [at("203.0.113.7"), at("fe80::1"), at("2001:db8::7")],
  wlan0: [at("192.168.1.20")],
};
const plain = { host: "0.0.0.0", basePath: "/", publicUrl: undefined, tls: undefined };

describe("addresses", () => {
  test("C4: every address of the machine, the LAN one first, containers' bridges last", () => {
    expect(reachableAddresses(plain, 8080, () => machine)).toEqual({
      local: "http://localhost:8080/",
      network: ["http://192.168.1.20:8080/", "http://203.0.113.7:8080/", "http://172.17.0.1:8080/"],
      lan: "http://192.168.1.20:8080/",
      public: undefined,
    });
  });

  test("C4: IPv6 where it is listened on, but no link-local address, which no browser opens", () => {
    expect(reachableAddresses({ ...plain, host: "::" }, 8080, () => machine).network).toEqual([
      "http://192.168.1.20:8080/",
      "http://203.0.113.7:8080/",
      "http://[2001:db8::7]:8080/",
      "http://172.17.0.1:8080/",
    ]);
  });

  test("C4: a server kept to this machine has no other address", () => {
    expect(reachableAddresses({ ...plain, host: "127.0.0.1" }, 8080, () => machine)).toEqual({
      local: "http://127.0.0.1:8080/",
      network: [],
      lan: undefined,
      public: undefined,
    });
  });

  test("C4: base path, TLS and the public address are part of it", () => {
    const config = {
      host: "192.168.1.20",
      basePath: "/chat/",
      publicUrl: "https://example.org/chat/",
      tls: { certFile: "", keyFile: "" },
    };
    expect(reachableAddresses(config, 8443, () => machine)).toEqual({
      local: undefined,
      network: ["https://192.168.1.20:8443/chat/"],
      lan: "https://192.168.1.20:8443/chat/",
      public: "https://example.org/chat/",
    });
  });

  test("C4: containers' bridges alone give no LAN address to draw a code for", () => {
    expect(reachableAddresses(plain, 8080, () => ({ docker0: machine.docker0 })).lan).toBeUndefined();
  });
});

describe("the banner", () => {
  const addresses = reachableAddresses({ ...plain, publicUrl: "https://example.org/" }, 8080, () => machine);

  test("C4: prints every address once", () => {
    const text = banner("0.1.0", addresses, () => false);
    for (const url of [addresses.local, ...addresses.network, addresses.public]) {
      expect(text.split(`${url}\n`)).toHaveLength(2);
    }
    expect(text).not.toContain("█");
  });

  test("U11: shows the administrator's code while there is no administrator", () => {
    expect(banner("0.1.0", addresses, () => false, "a.db", "abcd-efgh")).toContain(
      "Create an account with this code to become one: abcd-efgh\n",
    );
    expect(banner("0.1.0", addresses, () => false, "a.db")).not.toContain("administrator");
    expect(banner("0.1.0", addresses, () => false, "a.db", false)).toContain("`mayfly invite`");
  });

  test("U12: shows the operator's token on a terminal only", () => {
    expect(banner("0.1.0", addresses, () => true, undefined, undefined, "drawn0token")).toContain(": drawn0token\n");
    expect(banner("0.1.0", addresses, () => false, undefined, undefined, "drawn0token")).not.toContain("drawn0token");
  });

  test("C4: draws the LAN address on a terminal only", () => {
    expect(banner("0.1.0", addresses, () => true)).toContain("█");
    expect(banner("0.1.0", { ...addresses, lan: undefined }, () => true)).not.toContain("█");
  });
});
