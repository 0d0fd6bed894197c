import { describe, expect, test } from "bun:test";
import type { NetworkInterfaceInfo } from "node:os";
import { reachableAddresses } from "./reachable-addresses.ts";

const at = (address: string, internal = false) =>
  ({ address, internal, family: address.includes(":") ? "IPv6" : "IPv4" }) as NetworkInterfaceInfo;

const interfaces = {
  lo: [at("127.0.0.1", true), at("::1", true)],
  docker0: [at("172.17.0.1")],
  eth0: [at("203.0.113.7"), at("fe80::1"), at("2001:db8::7")],
  wlan0: [at("192.168.1.20")],
};
const machine = { interfaces: () => interfaces, hasOwnContainerNetwork: () => false };
const container = { interfaces: () => ({ eth0: [at("172.17.0.2")] }), hasOwnContainerNetwork: () => true };
const plain = { host: "0.0.0.0", basePath: "/", publicUrl: undefined, tls: undefined };

describe("addresses of a machine", () => {
  test("C4: every address of the machine, the LAN one first, containers' bridges last", () => {
    expect(reachableAddresses(plain, 8080, machine)).toEqual({
      local: "http://localhost:8080/",
      network: ["http://192.168.1.20:8080/", "http://203.0.113.7:8080/", "http://172.17.0.1:8080/"],
      lan: "http://192.168.1.20:8080/",
      public: undefined,
      containerPort: undefined,
      best: "http://192.168.1.20:8080/",
    });
  });

  test("C4: IPv6 where it is listened on, but no link-local address, which no browser opens", () => {
    expect(reachableAddresses({ ...plain, host: "::" }, 8080, machine).network).toEqual([
      "http://192.168.1.20:8080/",
      "http://203.0.113.7:8080/",
      "http://[2001:db8::7]:8080/",
      "http://172.17.0.1:8080/",
    ]);
  });

  test("C4: a server kept to this machine has no other address", () => {
    for (const facts of [machine, container]) {
      expect(reachableAddresses({ ...plain, host: "127.0.0.1" }, 8080, facts)).toEqual({
        local: "http://127.0.0.1:8080/",
        network: [],
        lan: undefined,
        public: undefined,
        containerPort: undefined,
        best: "http://127.0.0.1:8080/",
      });
    }
  });

  test("C4: base path, TLS and the public address are part of it", () => {
    const config = {
      host: "192.168.1.20",
      basePath: "/chat/",
      publicUrl: "https://example.org/chat/",
      tls: { certFile: "", keyFile: "" },
    };
    expect(reachableAddresses(config, 8443, machine)).toEqual({
      local: undefined,
      network: ["https://192.168.1.20:8443/chat/"],
      lan: "https://192.168.1.20:8443/chat/",
      public: "https://example.org/chat/",
      containerPort: undefined,
      best: "https://example.org/chat/",
    });
  });

  test("N14: every address over https as well, where that is beside http", () => {
    const config = { ...plain, host: "::", basePath: "/chat/", tls: "self" as const };
    const { local, secure, best } = reachableAddresses(config, 8080, machine, 8444);
    expect([local, best]).toEqual(["http://localhost:8080/chat/", "http://192.168.1.20:8080/chat/"]);
    expect(secure).toEqual({
      local: "https://localhost:8444/chat/",
      network: [
        "https://192.168.1.20:8444/chat/",
        "https://203.0.113.7:8444/chat/",
        "https://[2001:db8::7]:8444/chat/",
        "https://172.17.0.1:8444/chat/",
      ],
      port: 8444,
    });
  });

  test("C4: containers' bridges alone give no LAN address to draw a code for", () => {
    const facts = { ...machine, interfaces: () => ({ docker0: interfaces.docker0 }) };
    expect(reachableAddresses(plain, 8080, facts).lan).toBeUndefined();
  });

  test("C9: links begin with another address where there is no LAN one, and with this machine's at last", () => {
    const best = (found: object) =>
      reachableAddresses(plain, 8080, { ...machine, interfaces: () => ({ ...found }) }).best;
    expect(best({ eth0: interfaces.eth0 })).toBe("http://203.0.113.7:8080/");
    expect(best({ lo: interfaces.lo })).toBe("http://localhost:8080/");
  });
});

describe("addresses of a container", () => {
  test("C8: none of its own, the port to publish, and links with a placeholder", () => {
    expect(reachableAddresses({ ...plain, basePath: "/chat/" }, 8080, container)).toEqual({
      local: undefined,
      network: [],
      lan: undefined,
      public: undefined,
      containerPort: 8080,
      best: "http://YOUR-SERVER:8080/chat/",
    });
  });

  test("C8: links begin with the public address, if it is set", () => {
    const publicUrl = "https://example.org/";
    const { public: shown, best, containerPort } = reachableAddresses({ ...plain, publicUrl }, 8080, container);
    expect([shown, best, containerPort]).toEqual([publicUrl, publicUrl, 8080]);
  });

  test("C8: an address that was set is printed also there", () => {
    expect(reachableAddresses({ ...plain, host: "192.168.1.20" }, 8080, container)).toMatchObject({
      network: ["http://192.168.1.20:8080/"],
      containerPort: undefined,
    });
  });
});
