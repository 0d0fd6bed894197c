// The client's page, index.html, with the way to its base and the operator's theme filled in. Rules S2, S3, S5.
import {
  chooseEncoding,
  type Encoding,
  encodedResponse,
  notModifiedResponse,
  validators,
  variantEtag,
} from "./content-negotiation.ts";

const BASE = /<base href="\/"\s*\/?>/;
const THEME = "<!-- theme -->";

/** The page is served at this depth at most. */
export const MAX_PAGE_DEPTH = 8;

/**
 * Fills the way to the base into the page, and a link to theme.css where the operator's folder has one.
 * @param depth the number of slashes in the page's path below the base. So the page needs not know what a proxy put before it.
 */
export function fillIndexPage(html: string, depth: number, hasTheme: boolean): string {
  return html
    .replace(BASE, `<base href="${depth === 0 ? "./" : "../".repeat(depth)}">`)
    .replace(THEME, () => (hasTheme ? '<link rel="stylesheet" href="theme.css">' : ""));
}

// Imported on the first use, because the import takes 2 ms.
const zlib = () => import("node:zlib");
const COMPRESS: Readonly<Record<Encoding, (plain: Uint8Array) => Promise<Uint8Array>>> = {
  br: async (plain) => (await zlib()).brotliCompressSync(plain),
  gzip: async (plain) => (await zlib()).gzipSync(plain),
  identity: async (plain) => plain,
};

/** Serves the page; with the status 404 no copy of it counts as current. */
export type PageHandler = (request: Request, status?: 200 | 404) => Promise<Response>;

/** Returns a handler that serves a page. Each encoding is compressed on its first request, so that a start doesn't wait. */
export function createPageHandler(html: string): PageHandler {
  const plain = Buffer.from(html);
  const hash = Bun.hash(plain).toString(36);
  const compressed = new Map<Encoding, Promise<Uint8Array>>();
  return async (request, status = 200) => {
    const encoding = chooseEncoding(request.headers.get("accept-encoding"), COMPRESS);
    const headers = validators(variantEtag(hash, encoding), "no-cache");
    const current = status === 200 ? notModifiedResponse(request, headers) : undefined;
    if (current !== undefined) return current;
    const body = compressed.get(encoding) ?? COMPRESS[encoding](plain);
    compressed.set(encoding, body);
    return encodedResponse(new Uint8Array(await body), "text/html;charset=utf-8", encoding, headers, status);
  };
}
