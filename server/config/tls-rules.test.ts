import { describe, expect, test } from "bun:test";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadConfig } from "./config.ts";

const DATA = ["--data", join(tmpdir(), "mayfly-tls-rules.db")];
const load = (...argv: string[]) => loadConfig(argv, {});
const auto = (...argv: string[]) => {
  const loaded = load(...DATA, "--tls", "auto", ...argv);
  if (!loaded.ok) throw new Error(loaded.problems.join("; "));
  return loaded.config;
};
const problemsOf = (...argv: string[]) => {
  const loaded = load(...argv);
  return loaded.ok ? [] : loaded.problems;
};

describe("--tls auto", () => {
  test("C15: without a data file, it is refused, and the setting that is missing is named", () => {
    expect(problemsOf("--tls", "auto")).toEqual([
      "--tls: auto keeps its certificate beside the data file; set MAYFLY_DATA",
    ]);
  });

  test("N20: http is on 80 and https on 443, and no other takes their place; others are asked for", () => {
    expect(auto()).toMatchObject({ port: 80, portAsked: true, httpsPort: 443, httpsPortAsked: true });
    expect(auto("--port", "8080", "--https-port", "8443")).toMatchObject({ port: 8080, httpsPort: 8443 });
  });

  test("C15: the first name is the public address, unless that is set", () => {
    const names = ["--tls-names", "Chat.Example.org,203.0.113.7"];
    expect(auto(...names)).toMatchObject({
      publicUrl: "https://chat.example.org/",
      tlsNames: ["chat.example.org", "203.0.113.7"],
    });
    expect(auto("--tls-names", "bücher.example").publicUrl).toBe("https://xn--bcher-kva.example/");
    expect(auto("--tls-names", "2001:db8::7", "--https-port", "8443", "--base-path", "/chat").publicUrl).toBe(
      "https://[2001:db8::7]:8443/chat/",
    );
    expect(auto("--tls-names", "a.example.org", "--https-port", "0").publicUrl).toBe("https://a.example.org/");
    expect(auto(...names, "--public-url", "https://www.example.org").publicUrl).toBe("https://www.example.org/");
    expect(auto().publicUrl).toBeUndefined();
  });

  const unreachable = [
    "http://chat.example.org",
    "https://nas.local",
    "https://localhost",
    "https://10.0.0.2",
    "https://[fd00::1]",
    "https://nas",
  ];
  test.each(unreachable)("C15: %s can get no certificate, which is said", (url) => {
    const [problem, ...others] = problemsOf(...DATA, "--tls", "auto", "--public-url", url);
    expect(problem).toStartWith("--public-url: expected https:// and a name or address that the internet can reach");
    expect(others).toEqual([]);
  });

  test.each(["nas.local", "192.168.1.5", "100.64.0.1", "::1", "printer"])("C15: nor can %s", (name) => {
    expect(problemsOf(...DATA, "--tls", "auto", "--tls-names", name)).toEqual([
      "--tls-names: expected names or addresses that the internet can reach; others get no certificate by --tls auto",
    ]);
  });
});

describe("C20: a flag that would do nothing", () => {
  test.each([
    ["--https-port", "8443", "needs MAYFLY_TLS=self or auto"],
    ["--tls-names", "nas.local", "needs MAYFLY_TLS=self or auto"],
    ["--acme-email", "me@example.org", "needs MAYFLY_TLS=auto"],
    ["--acme-directory", "staging", "needs MAYFLY_TLS=auto"],
    ["--durability", "full", "needs MAYFLY_DATA"],
  ])("%s is refused without what it needs", (flag, value, need) => {
    expect(problemsOf(flag, value)).toEqual([`${flag}: ${need}`]);
  });

  test.each([
    ["self", "--acme-email", "me@example.org", "needs MAYFLY_TLS=auto"],
    ["self", "--https-port", "8443", undefined],
  ])("with --tls %s, %s is taken or refused", (tls, flag, value, need) => {
    expect(problemsOf("--tls", tls, flag, value)).toEqual(need === undefined ? [] : [`${flag}: ${need}`]);
  });

  test("its variable passes", () => {
    const variables = { MAYFLY_HTTPS_PORT: "8443", MAYFLY_ACME_EMAIL: "me@example.org", MAYFLY_DURABILITY: "full" };
    expect(loadConfig([], variables)).toMatchObject({ ok: true });
  });
});
