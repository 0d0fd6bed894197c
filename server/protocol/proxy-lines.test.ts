import { expect, test } from "bun:test";
import { PROXY_KINDS, type ProxyFault, proxyLines } from "./proxy-lines.ts";

const FAULTS: readonly ProxyFault[] = ["host", "upgrade", "buffering", "idle", "body", "scheme"];
const PLACE = { host: "talk.example:8443", path: "/chat/" };

test("N58: every fault has lines for every proxy, for this host and path, and none is unfinished", () => {
  for (const kind of PROXY_KINDS) {
    for (const fault of FAULTS) {
      const lines = proxyLines(kind, fault, PLACE);
      expect(lines.length).toBeGreaterThan(10);
      expect(lines).not.toMatch(/undefined|\[object/);
      expect(lines.split("{").length).toBe(lines.split("}").length);
    }
  }
  expect(proxyLines("nginx", "upgrade", PLACE)).toBe(
    [
      "# server_name talk.example",
      "location /chat/ {",
      "  proxy_http_version 1.1;",
      "  proxy_set_header Upgrade $http_upgrade;",
      "  proxy_set_header Connection $http_connection;",
      "}",
    ].join("\n"),
  );
  expect(proxyLines("Caddy", "buffering", PLACE)).toContain("talk.example:8443 {");
  expect(proxyLines("Cloudflare Tunnel", "host", PLACE)).toContain("httpHostHeader: talk.example:8443");
});

test("N58: a proxy that isn't trusted is named by its address, where that is known", () => {
  expect(proxyLines("nginx", "trust", { ...PLACE, proxyAddress: "172.17.0.1" })).toBe("MAYFLY_TRUST_PROXY=172.17.0.1");
  expect(proxyLines("Apache", "trust", PLACE)).toBe("MAYFLY_TRUST_PROXY=private");
});
