// The client's one page: index.html with this server's base path and the operator's theme written in. Rules S2, S3, S5.
import { brotliCompressSync, gzipSync } from "node:zlib";
import { chosenEncoding, type Encoding, encoded, notModified, validators, variantTag } from "./variants.ts";

const BASE = /<base href="\/"\s*\/?>/;
const THEME = "<!-- theme -->";

/** @param hasTheme whether the operator's folder has a theme.css */
export function templated(html: string, basePath: string, hasTheme: boolean): string {
  return html
    .replace(BASE, () => `<base href="${Bun.escapeHTML(basePath)}">`)
    .replace(THEME, () => (hasTheme ? '<link rel="stylesheet" href="theme.css">' : ""));
}

/** Answers with the page; it is compressed when first asked for, so that a start doesn't wait for it. */
export function pageOf(html: string): (request: Request) => Response {
  const plain = Buffer.from(html);
  const hash = Bun.hash(plain).toString(36);
  const compress = { br: brotliCompressSync, gzip: gzipSync, identity: () => plain };
  const kept = new Map<Encoding, Buffer>();
  return (request) => {
    const encoding = chosenEncoding(request.headers.get("accept-encoding"), compress);
    const headers = validators(variantTag(hash, encoding), "no-cache");
    const fresh = notModified(request, headers);
    if (fresh !== undefined) return fresh;
    const body = kept.get(encoding) ?? compress[encoding](plain);
    kept.set(encoding, body);
    return encoded(new Uint8Array(body), "text/html;charset=utf-8", encoding, headers);
  };
}
