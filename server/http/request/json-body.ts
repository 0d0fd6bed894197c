// Reads and checks the JSON bodies of requests, whatever content type they claim. Rules A1, A6.
import type { TSchema } from "@sinclair/typebox";
import { type TypeCheck, TypeCompiler } from "@sinclair/typebox/compiler";
import { Refusal } from "#protocol/error-codes";
import { undocumentedField } from "./errors.ts";

export const MAX_BODY_BYTES = 64 * 1024;

export const BODY_TOO_LARGE = new Refusal("too_large", "The body is larger than 64 KiB.");
const NOT_JSON = new Refusal("malformed", "The body is not a JSON object.");

/**
 * Returns the route options for a body of this schema; no body counts as an empty object. The body is checked here, because
 * Elysia stringifies the value it refuses, which may be long, and throws where it can't. "json" is for the OpenAPI document.
 */
export function jsonBody<S extends TSchema>(body: S) {
  let check: TypeCheck<S> | undefined;
  const parse = async ({ request }: { request: Request }) => {
    const value = await readJson(request);
    // Compiled on the first request, so that a start doesn't wait for it. Elysia sets `additionalProperties: false` in the
    // schema it is given, in order to drop further fields; here they are allowed and ignored.
    check ??= TypeCompiler.Compile({ ...body, additionalProperties: true });
    if (check.Check(value)) return value;
    const field = check.Errors(value).First()?.path.slice(1).replaceAll("/", ".");
    throw undocumentedField(field || "body");
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

/** Stops reading once the body is too large: a chunked body doesn't announce its length. */
async function readText(request: Request): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > MAX_BODY_BYTES) throw BODY_TOO_LARGE;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
