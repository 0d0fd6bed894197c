// Chooses the encoding of a response, and answers 304 where the client's copy is current. Rule S2.

export type Encoding = "br" | "gzip" | "identity";

export type ClientFile = {
  type: string;
  /** A hash of the uncompressed bytes. */
  hash: string;
  /** The paths of the variants. A compressed variant exists only where it is smaller than the file. */
  paths: { readonly identity: string } & { readonly [E in Encoding]?: string };
};

const FOREVER = "public, max-age=31536000, immutable";
const REVALIDATED = "no-cache";

/** Returns the Cache-Control of a file. Those under assets/ have a hash of their content in their name. */
export function cacheControl(path: string): string {
  return path.startsWith("assets/") ? FOREVER : REVALIDATED;
}

/** Returns the smallest available encoding the client accepts: brotli, else gzip, else none (RFC 9110, 12.5.3). */
export function chooseEncoding(acceptEncoding: string | null, available: Partial<Record<Encoding, unknown>>): Encoding {
  const weights = new Map<string, number>();
  for (const part of (acceptEncoding ?? "").toLowerCase().split(",")) {
    const [name = "", ...parameters] = part.split(";").map((piece) => piece.trim());
    const weight = parameters.find((parameter) => parameter.startsWith("q="))?.slice(2);
    weights.set(name === "x-gzip" ? "gzip" : name, weight === undefined ? 1 : Number(weight));
  }
  const accepts = (encoding: Encoding) => (weights.get(encoding) ?? weights.get("*") ?? 0) > 0;
  if (available.br !== undefined && accepts("br")) return "br";
  if (available.gzip !== undefined && accepts("gzip")) return "gzip";
  return "identity";
}

/** Returns whether the client's copy is current, by the weak comparison of RFC 9110, 13.1.2. */
export function isFresh(request: Request, etag: string): boolean {
  const known = request.headers.get("if-none-match");
  if (known === null) return false;
  return known.trim() === "*" || known.split(",").some((one) => one.trim().replace(/^W\//, "") === etag);
}

/** The headers by which a browser asks whether its copy is current. */
export type Validators = { readonly etag: string; readonly "cache-control": string; readonly vary: "accept-encoding" };

export function validators(etag: string, caching: string): Validators {
  return { etag, "cache-control": caching, vary: "accept-encoding" };
}

/** Returns a 304 when the client's copy is current, else undefined. */
export function notModifiedResponse(request: Request, headers: Validators): Response | undefined {
  return isFresh(request, headers.etag) ? new Response(null, { status: 304, headers }) : undefined;
}

/** Returns a response with a body in that encoding. */
export function encodedResponse(
  body: Blob | Uint8Array<ArrayBuffer>,
  type: string,
  encoding: Encoding,
  headers: Validators,
  status = 200,
): Response {
  const coding = encoding === "identity" ? {} : { "content-encoding": encoding };
  return new Response(body, { status, headers: { ...headers, ...coding, "content-type": type } });
}

/** Returns the ETag of one variant. It is a strong one, so each encoding has its own. */
export function variantEtag(hash: string, encoding: Encoding): string {
  return encoding === "identity" ? `"${hash}"` : `"${hash}-${encoding}"`;
}

export function serveClientFile(request: Request, path: string, { type, hash, paths }: ClientFile): Response {
  const encoding = chooseEncoding(request.headers.get("accept-encoding"), paths);
  const headers = validators(variantEtag(hash, encoding), cacheControl(path));
  return (
    notModifiedResponse(request, headers) ??
    encodedResponse(Bun.file(paths[encoding] ?? paths.identity), type, encoding, headers)
  );
}
