import { expect, test } from "bun:test";
import { makePair } from "../../testing/certificates.ts";
import { startTestServer } from "../../testing/test-server.ts";
import { renderCaPage } from "./ca-page.ts";
import { caRoute } from "./ca-route.ts";

const FINGERPRINT = Array(32).fill("AB").join(":");
const facts = { fingerprint: FINGERPRINT, isKept: true, address: "http://192.168.1.20:8080/<chat>/ca" };
const { ca: certificate } = await makePair(["localhost"]);

test("N13: the page has the fingerprint, a QR code, and the steps on every system, in five languages", () => {
  const names = ["iPhone", "Android", "Windows", "macOS", "Linux", "Firefox"];
  const pages = ["en", "de-AT", "es", "ar", "ja"].map((language) => renderCaPage(facts, ["xx", language, "en"]).html);
  for (const html of pages) {
    for (const text of [
      FINGERPRINT,
      "<svg",
      "http://192.168.1.20:8080/&lt;chat&gt;/ca",
      'href="ca/mayfly-ca.crt"',
      ...names,
    ]) {
      expect(html).toContain(text);
    }
    expect(html.match(/<details>/g)).toHaveLength(names.length);
    expect(html.match(/<li>/g)).toHaveLength(pages[0]?.match(/<li>/g)?.length ?? 0);
    expect(html).not.toContain("`");
  }
  expect(pages.map((html) => /<html lang="(\w+)" dir="(\w+)"/.exec(html)?.slice(1).join())).toEqual([
    ...["en,ltr", "de,ltr", "es,ltr", "ar,rtl", "ja,ltr"],
  ]);
  expect(renderCaPage(facts, ["__proto__", "xx"]).html).toContain('lang="en"');
  expect(renderCaPage({ ...facts, address: undefined }, []).html).not.toContain("<svg");
});

test("N13: of a CA for one run nothing can be installed", async () => {
  let ca = { ...facts, certificate, isKept: false };
  await using server = await startTestServer({ BASE_PATH: "/chat/" }, { pages: [caRoute(() => ca)] });
  const page = await server.ask("GET", "ca", { headers: { "accept-language": "de,en;q=0.5" } });
  expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html;charset=utf-8"]);
  expect(page.text).toContain('lang="de"');
  expect(page.text).not.toContain(FINGERPRINT);
  expect(page.text).toContain("MAYFLY_DATA");
  expect((await server.ask("GET", "ca/mayfly-ca.crt")).status).toBe(404);
  ca = { ...ca, isKept: true };
  expect((await server.ask("GET", "ca")).text).toContain(FINGERPRINT);
  const file = await server.ask("GET", "ca/mayfly-ca.crt");
  expect([file.status, file.headers.get("content-type"), file.text]).toEqual([
    200,
    "application/x-x509-ca-cert",
    certificate,
  ]);
});

test("N13, S1: the page's own style is all that its policy allows beyond the common one", async () => {
  await using server = await startTestServer({}, { pages: [caRoute(() => ({ ...facts, certificate }))] });
  const { headers, text } = await server.ask("GET", "ca");
  const style = /<style>([\s\S]*)<\/style>/.exec(text)?.[1] ?? "";
  const digest = new Bun.CryptoHasher("sha256").update(style).digest("base64");
  expect(headers.get("content-security-policy")).toContain(`style-src 'sha256-${digest}'`);
  expect(headers.get("x-frame-options")).toBe("DENY");
  expect(text).not.toMatch(/<script|style="|https?:\/\/(?!192\.168|www\.w3\.org)/);
});
