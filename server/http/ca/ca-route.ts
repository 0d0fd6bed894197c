// `/ca`: the certificate of this server's CA, and how a device is told to trust it. Rule N13.
import { Elysia } from "elysia";
import { NOTHING_HERE, refuse } from "../request/errors.ts";
import { contentSecurityPolicy } from "../request/security-headers.ts";
import { createPageHandler } from "../static/index-page.ts";
import { type CaFacts, renderCaPage } from "./ca-page.ts";

export type Ca = CaFacts & {
  /** In DER, as systems take it. */
  readonly certificate: Uint8Array<ArrayBuffer>;
};

/** @param current returns the CA as it is now, undefined until this server listens */
export function caRoute(current: () => Ca | undefined) {
  let page: { fingerprint: string; answer: ReturnType<typeof createPageHandler>; policy: string } | undefined;
  const rendered = (ca: Ca) => {
    if (page?.fingerprint !== ca.fingerprint) {
      const { html, style } = renderCaPage(ca);
      const digest = new Bun.CryptoHasher("sha256").update(style).digest("base64");
      const policy = contentSecurityPolicy({ "style-src": `'sha256-${digest}'` });
      page = { fingerprint: ca.fingerprint, answer: createPageHandler(html), policy };
    }
    return page;
  };
  return new Elysia()
    .get(
      "/ca",
      ({ request, set }) => {
        const ca = current();
        if (ca === undefined) return refuse(set, NOTHING_HERE);
        const { answer, policy } = rendered(ca);
        set.headers["content-security-policy"] = policy;
        return answer(request);
      },
      { detail: { hide: true } },
    )
    .get(
      "/ca/mayfly-ca.crt",
      ({ set }) => {
        const ca = current();
        if (!ca?.isKept) return refuse(set, NOTHING_HERE);
        return new Response(ca.certificate, {
          headers: { "content-type": "application/x-x509-ca-cert", "cache-control": "no-cache" },
        });
      },
      { detail: { hide: true } },
    );
}
