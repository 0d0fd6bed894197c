// Bodies of requests: small JSON objects, whatever type they claim, that are what their route documents. Rules A1, A6.
import type { TSchema } from "@sinclair/typebox";
import { type TypeCheck, TypeCompiler } from "@sinclair/typebox/compiler";
import { Refusal } from "#protocol/error-codes";

/** The largest body a request may bring. */
export const BODY_BYTES = 64 * 1024;

export const TOO_LARGE = new Refusal("too_large", "The body is larger than 64 KiB.");
const NOT_JSON = new Refusal("malformed", "The body is not a JSON object.");

/**
 * For routes with a body of this schema; none at all is an empty object. It is checked here: Elysia makes a text of the
 * value it refuses, which is long, and throws where the value has no text. "json" is there for the API's description.
 */
export function jsonBody<S extends TSchema>(body: S) {
  let check: TypeCheck<S> | undefined;
  const parse = async ({ request }: { request: Request }) => {
    const value = await readJson(request);
    // Compiled when first needed, so that a start doesn't wait for it. Elysia forbids further fields in the schema it is
    // given, to drop them; here they are ignored.
    check ??= TypeCompiler.Compile({ ...body, additionalProperties: true });
    if (check.Check(value)) return value;
    const field = check.Errors(value).First()?.path.slice(1).replaceAll("/", ".");
    throw new Refusal("malformed", `${field || "body"}: missing or not as documented.`);
  };
  return { parse: [parse, "json"] as unknown as ["json"], body };
}

async function readJson(request: Request): Promise<object> {
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
