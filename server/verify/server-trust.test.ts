import { expect, test } from "bun:test";
import { makePair } from "../testing/certificates.ts";
import { fingerprintOf } from "../tls/pem.ts";
import { parseTrust, requestSettings } from "./server-trust.ts";

const FINGERPRINT = Array(32).fill("AB").join(":");

test("N46: a fingerprint may be written with colons or without, in any case, in lines as on the terminal, and nothing else is taken", () => {
  for (const written of [
    FINGERPRINT,
    FINGERPRINT.toLowerCase(),
    FINGERPRINT.replaceAll(":", ""),
    FINGERPRINT.replace(/(.{47}):/, "$1\n      "),
  ]) {
    expect(parseTrust(["--ca", written])).toEqual({ caFingerprint: FINGERPRINT, isInsecure: false });
    expect(parseTrust([`--ca=${written}`])).toEqual({ caFingerprint: FINGERPRINT, isInsecure: false });
  }
  expect(parseTrust(["--insecure"])).toEqual({ caFingerprint: undefined, isInsecure: true });
  expect(parseTrust([])).toEqual({ caFingerprint: undefined, isInsecure: false });
  for (const flags of [["--ca"], ["--ca", "AB:CD"], ["--port", "1"], ["more"]]) {
    expect(parseTrust(flags)).toHaveProperty("problem");
  }
});

test("N46: the CA that a server hands out counts only with that fingerprint, and one alone", async () => {
  const [own, other] = [await makePair(["localhost"]), await makePair(["localhost"])];
  // Whoever sits between might add a CA of theirs.
  const handedOut = `${own.ca}\n${other.ca}`;
  using server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    tls: { cert: own.cert, key: own.key },
    fetch: ({ url }) => new Response(url.endsWith("/ca/mayfly-ca.crt") ? handedOut : "here"),
  });
  const settingsFor = (ca: string, host = "localhost") =>
    requestSettings(new URL(`https://${host}:${server.port}/`), {
      caFingerprint: fingerprintOf(ca),
      isInsecure: false,
    });
  expect(await settingsFor(other.ca)).toHaveProperty("problem");
  const settings = await settingsFor(own.ca);
  if ("problem" in settings) throw new Error(settings.problem);
  expect(settings.tls).toEqual({ ca: own.ca });
  const ask = (init: object, host = "localhost") => fetch(`https://${host}:${server.port}/`, init);
  expect(await (await ask(settings)).text()).toBe("here");
  // By an address, too, though this runtime can't check addresses by such a CA.
  const byAddress = await settingsFor(own.ca, "127.0.0.1");
  expect(await (await ask(byAddress, "127.0.0.1")).text()).toBe("here");
  await expect(ask({ tls: { ca: other.ca } })).rejects.toThrow();
  await expect(ask({})).rejects.toThrow();
});
