// Bodies of requests: JSON, whatever type they claim, and small. Rule A6.
import { Refusal } from "#protocol/codes";

/** The largest body a request may bring. */
export const BODY_BYTES = 64 * 1024;

export const TOO_LARGE = new Refusal("too_large", "The body is larger than 64 KiB.");
const NOT_JSON = new Refusal("malformed", "The body is not a JSON object.");

/** For routes with a body. None at all is an empty object; "json" is there for the API's description. */
export const JSON_BODY = { parse: [readJson, "json"] as unknown as ["json"] };

async function readJson({ request }: { request: Request }): Promise<unknown> {
  const text = await readText(request);
  if (text.trim() === "") return {};
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw NOT_JSON;
  }
  if (typeof body !== "object" || body === null || Array.isArray(body)) throw NOT_JSON;
  return body;
}

/** Reads no further than it must: a body sent in chunks doesn't say its length. */
async function readText(request: Request): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > BODY_BYTES) throw TOO_LARGE;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
