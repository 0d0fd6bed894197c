// The client's one page: index.html with this server's base path and the operator's theme written in. Rules S2, S3, S5.
import { chosenEncoding, type Encoding, encoded, notModified, validators, variantTag } from "./content-negotiation.ts";

const BASE = /<base href="\/"\s*\/?>/;
const THEME = "<!-- theme -->";

/** @param hasTheme whether the operator's folder has a theme.css */
export function templated(html: string, basePath: string, hasTheme: boolean): string {
  return html
    .replace(BASE, () => `<base href="${Bun.escapeHTML(basePath)}">`)
    .replace(THEME, () => (hasTheme ? '<link rel="stylesheet" href="theme.css">' : ""));
}

// Not imported before it is needed: that alone takes 2 ms.
const zlib = () => import("node:zlib");
const COMPRESS: Readonly<Record<Encoding, (plain: Uint8Array) => Promise<Uint8Array>>> = {
  br: async (plain) => (await zlib()).brotliCompressSync(plain),
  gzip: async (plain) => (await zlib()).gzipSync(plain),
  identity: async (plain) => plain,
};

/** Answers with the page; it is compressed when first asked for, so that a start doesn't wait for it. */
export function pageOf(html: string): (request: Request) => Promise<Response> {
  const plain = Buffer.from(html);
  const hash = Bun.hash(plain).toString(36);
  const kept = new Map<Encoding, Promise<Uint8Array>>();
  return async (request) => {
    const encoding = chosenEncoding(request.headers.get("accept-encoding"), COMPRESS);
    const headers = validators(variantTag(hash, encoding), "no-cache");
    const fresh = notModified(request, headers);
    if (fresh !== undefined) return fresh;
    const body = kept.get(encoding) ?? COMPRESS[encoding](plain);
    kept.set(encoding, body);
    return encoded(new Uint8Array(await body), "text/html;charset=utf-8", encoding, headers);
  };
}
