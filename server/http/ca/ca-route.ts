// `/ca`: the certificate of this server's CA, and how a device is told to trust it. Rule N13.
import { Elysia } from "elysia";
import { NOTHING_HERE, refuse } from "../request/errors.ts";
import { contentSecurityPolicy } from "../request/security-headers.ts";
import { wantedLanguages } from "../request/wanted-languages.ts";
import { type CaFacts, renderCaPage } from "./ca-page.ts";

export type Ca = CaFacts & {
  /** In PEM, which every system takes. */
  readonly certificate: string;
};

/** @param current returns the CA as it is now, undefined until this server listens */
export const caRoute = (current: () => Ca | undefined) =>
  new Elysia()
    .get(
      "/ca",
      ({ request, set }) => {
        const ca = current();
        if (ca === undefined) return refuse(set, NOTHING_HERE);
        // Rendered each time: few people come here, and each once.
        const { html, style } = renderCaPage(ca, wantedLanguages(request, undefined));
        const digest = new Bun.CryptoHasher("sha256").update(style).digest("base64");
        set.headers["content-security-policy"] = contentSecurityPolicy({ "style-src": `'sha256-${digest}'` });
        return answer(html, "text/html;charset=utf-8");
      },
      { detail: { hide: true } },
    )
    .get(
      "/ca/mayfly-ca.crt",
      ({ set }) => {
        const ca = current();
        return ca?.isKept ? answer(ca.certificate, "application/x-x509-ca-cert") : refuse(set, NOTHING_HERE);
      },
      { detail: { hide: true } },
    );

const answer = (body: string, type: string) =>
  new Response(body, { headers: { "content-type": type, "cache-control": "no-store" } });
