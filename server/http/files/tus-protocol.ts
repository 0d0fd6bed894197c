// What tus 1.0 (https://tus.io/protocols/resumable-upload) says in headers, and which addresses take files.
// Rules F15, F16.
import { Refusal } from "#protocol/error-codes";
import { badField } from "../../chat/lib/refusals.ts";

export const TUS_VERSION = "1.0.0";
/** The type of the bytes that continue an upload. */
export const PATCH_TYPE = "application/offset+octet-stream";
/** What programs in pages of other origins may send and read. */
export const FILE_REQUEST_HEADERS = [
  "Mayfly-Message",
  "Mayfly-Seconds",
  "Range",
  "If-Range",
  "Tus-Resumable",
  "Upload-Length",
  "Upload-Metadata",
  "Upload-Offset",
  "Upload-Checksum",
];
export const FILE_ANSWER_HEADERS = [
  "Content-Range",
  "ETag",
  "Location",
  "Tus-Resumable",
  "Tus-Version",
  "Tus-Extension",
  "Tus-Max-Size",
  "Upload-Length",
  "Upload-Offset",
  "Upload-Expires",
];

const CHECKSUMS = ["sha1", "sha256"] as const;

const FILES_PATH = /\/api\/(?:rooms\/[^/?#]+\/(?:files|uploads)|doctor\/upload)(?=[/?#]|$)/;
const UPLOADS_PATH = /\/api\/rooms\/[^/?#]+\/uploads(?=[/?#]|$)/;

export const WRONG_VERSION = new Refusal("wrong_version", "Tus-Resumable: this server speaks 1.0.0.");
export const WRONG_CHECKSUM = new Refusal("wrong_checksum", "The bytes have another checksum.");

/** Whether a request's body may be a file, which is larger than other bodies. */
export const takesFiles = ({ method, url }: Request) =>
  (method === "PUT" || method === "POST" || method === "PATCH") && FILES_PATH.test(url);

export const isUploadsPath = ({ url }: Request) => UPLOADS_PATH.test(url);

/** Returns the headers that tell what the server can do. */
export function tusOptions(maxBytes: number): Record<string, string> {
  return {
    "tus-resumable": TUS_VERSION,
    "tus-version": TUS_VERSION,
    "tus-extension": "creation,termination,expiration,checksum",
    "tus-max-size": String(maxBytes),
    "tus-checksum-algorithm": CHECKSUMS.join(),
  };
}

/** Returns a whole number of a header; undefined where there is none. */
export function numberOf(headers: Headers, name: string): number | undefined | Refusal {
  const text = headers.get(name);
  if (text === null) return undefined;
  return /^\d{1,15}$/.test(text) ? Number(text) : badField(name, "not a whole number");
}

/** Returns the pairs of Upload-Metadata: names, and values in base64. */
export function metadataOf(headers: Headers): ReadonlyMap<string, string> {
  const pairs = (headers.get("upload-metadata") ?? "").split(",").map((pair) => pair.trim().split(/ +/));
  return new Map(pairs.map(([name = "", value = ""]) => [name, Buffer.from(value, "base64").toString()]));
}

export type ExpectedChecksum = { readonly hash: Bun.CryptoHasher; readonly digest: Buffer };

/** Returns the checksum that the bytes of a request must have; undefined where it gives none. */
export function checksumOf(headers: Headers): ExpectedChecksum | undefined | Refusal {
  const text = headers.get("upload-checksum");
  if (text === null) return undefined;
  const [name, value = ""] = text.split(" ");
  const algorithm = CHECKSUMS.find((one) => one === name);
  if (algorithm === undefined) return badField("Upload-Checksum", "neither sha1 nor sha256");
  return { hash: new Bun.CryptoHasher(algorithm), digest: Buffer.from(value, "base64") };
}

/** How the API's description tells a body that is a file, or a part of one. */
export const BINARY_BODY = {
  content: { "application/octet-stream": { schema: { type: "string" as const, format: "binary" } } },
};
