// One file of the client in the encodings it is kept in, and which of them answers a request. Rule S2.

export type Encoding = "br" | "gzip" | "identity";

export type ClientFile = {
  type: string;
  /** Of the uncompressed bytes. */
  hash: string;
  /** Where each variant lies; only those that are smaller than the file itself. */
  paths: { readonly identity: string } & { readonly [E in Encoding]?: string };
};

const FOREVER = "public, max-age=31536000, immutable";
const REVALIDATED = "no-cache";

/** Files under assets/ carry a hash of their content in their name. */
export function cacheControl(path: string): string {
  return path.startsWith("assets/") ? FOREVER : REVALIDATED;
}

/** The smallest variant the client takes: brotli, then gzip, then the file as it is (RFC 9110, 12.5.3). */
export function chosenEncoding(acceptEncoding: string | null, kept: Partial<Record<Encoding, unknown>>): Encoding {
  const weights = new Map<string, number>();
  for (const part of (acceptEncoding ?? "").toLowerCase().split(",")) {
    const [name = "", ...parameters] = part.split(";").map((piece) => piece.trim());
    const weight = parameters.find((parameter) => parameter.startsWith("q="))?.slice(2);
    weights.set(name === "x-gzip" ? "gzip" : name, weight === undefined ? 1 : Number(weight));
  }
  const takes = (encoding: Encoding) => (weights.get(encoding) ?? weights.get("*") ?? 0) > 0;
  if (kept.br !== undefined && takes("br")) return "br";
  if (kept.gzip !== undefined && takes("gzip")) return "gzip";
  return "identity";
}

/** Whether what the client has is still right; the comparison is the weak one (RFC 9110, 13.1.2). */
export function isFresh(request: Request, etag: string): boolean {
  const known = request.headers.get("if-none-match");
  if (known === null) return false;
  return known.trim() === "*" || known.split(",").some((one) => one.trim().replace(/^W\//, "") === etag);
}

/** What lets a browser ask whether its copy is still right. */
export type Validators = { readonly etag: string; readonly "cache-control": string; readonly vary: "accept-encoding" };

export function validators(etag: string, caching: string): Validators {
  return { etag, "cache-control": caching, vary: "accept-encoding" };
}

/** The 304 of a client that has it already. */
export function notModified(request: Request, headers: Validators): Response | undefined {
  return isFresh(request, headers.etag) ? new Response(null, { status: 304, headers }) : undefined;
}

/** The 200: its body in that encoding. */
export function encoded(
  body: Blob | Uint8Array<ArrayBuffer>,
  type: string,
  encoding: Encoding,
  headers: Validators,
): Response {
  const coding = encoding === "identity" ? {} : { "content-encoding": encoding };
  return new Response(body, { headers: { ...headers, ...coding, "content-type": type } });
}

/** The tag of one variant: a strong one, so it differs from that of the others. */
export function variantTag(hash: string, encoding: Encoding): string {
  return encoding === "identity" ? `"${hash}"` : `"${hash}-${encoding}"`;
}

export function serveClientFile(request: Request, path: string, { type, hash, paths }: ClientFile): Response {
  const encoding = chosenEncoding(request.headers.get("accept-encoding"), paths);
  const headers = validators(variantTag(hash, encoding), cacheControl(path));
  return notModified(request, headers) ?? encoded(Bun.file(paths[encoding] ?? paths.identity), type, encoding, headers);
}
