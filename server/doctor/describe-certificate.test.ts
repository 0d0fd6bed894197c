import { afterAll, expect, test } from "bun:test";
import { makePublicPair } from "../testing/public-ca.ts";
import { makeCa, makeLeaves } from "../tls/make-certificates.ts";
import { describeCertificate } from "./describe-certificate.ts";

const DAY_MS = 86_400_000;
const now = Date.now();
const ca = await makeCa(now - 300 * DAY_MS, "test");
const servers: Bun.Server<undefined>[] = [];
afterAll(() => Promise.all(servers.map((server) => server.stop(true))));

/** Starts a server with a certificate. @returns its address */
function listen(pair: { readonly key: string; readonly cert: string }, host: string): URL {
  const server = Bun.serve({ port: 0, hostname: "127.0.0.1", tls: pair, fetch: () => new Response() });
  servers.push(server);
  return new URL(`https://${host}:${server.port}/`);
}

async function serve(names: readonly string[], madeAt: number): Promise<URL> {
  const { key, forNames: cert } = await makeLeaves(ca, { names, addresses: [] }, madeAt);
  return listen({ key, cert }, "localhost");
}

test("N24: a certificate that is trusted, of now and for the name is good, and its end is told", async () => {
  const url = await serve(["localhost"], now - 10 * DAY_MS);
  expect(await describeCertificate(url, ca.cert)).toEqual({
    isGood: true,
    text: "The certificate is for localhost, is trusted here and ends in 79 days.",
  });
});

test("N24: an address is looked for among the addresses", async () => {
  const good = await makePublicPair({ names: ["localhost"], addresses: ["127.0.0.1"] });
  expect(await describeCertificate(listen(good, "127.0.0.1"), good.root)).toMatchObject({ isGood: true });
  const bad = await makePublicPair({ names: ["localhost"], addresses: ["127.0.0.2"] });
  expect(await describeCertificate(listen(bad, "127.0.0.1"), bad.root)).toEqual({
    isGood: false,
    text: "The certificate isn't for 127.0.0.1, but for localhost, 127.0.0.2.",
  });
});

test("N24: one that has ended is told by when", async () => {
  const url = await serve(["localhost"], now - 100 * DAY_MS);
  expect(await describeCertificate(url, ca.cert)).toEqual({
    isGood: false,
    text: "The certificate ended 10 days ago.",
  });
});

test("N24: one for other names is told with these", async () => {
  const url = await serve(["nas.local", "pi.lan"], now);
  expect(await describeCertificate(url, ca.cert)).toEqual({
    isGood: false,
    text: "The certificate isn't for localhost, but for nas.local, pi.lan.",
  });
});

test("N24: a CA that isn't known here is told as such, and where that of --tls self is; all troubles are", async () => {
  const url = await serve(["localhost"], now);
  const { isGood, text } = await describeCertificate(url);
  expect([isGood, text]).toEqual([
    false,
    expect.stringMatching(
      /^The certificate is by a CA that isn't known here \(\w+\); that of --tls self is at the server's \/ca\.$/,
    ),
  ]);
  const worse = await describeCertificate(await serve(["nas.local"], now));
  expect(worse.text).toMatch(/isn't for localhost, but for nas\.local; it is by a CA that/);
});

test("N24: a server without https has no certificate that can be read", async () => {
  const server = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response() });
  servers.push(server);
  const { isGood, text } = await describeCertificate(new URL(`https://localhost:${server.port}/`));
  expect([isGood, text]).toEqual([false, expect.stringContaining("The certificate can't be read: ")]);
});
