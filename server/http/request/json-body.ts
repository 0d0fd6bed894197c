// Reads and checks the JSON bodies of requests, whatever content type they claim. Rules A1, A6.
import type { Static, TSchema } from "@sinclair/typebox";
import { type TypeCheck, TypeCompiler } from "@sinclair/typebox/compiler";
import { Refusal } from "#protocol/error-codes";
import { undocumentedField } from "./errors.ts";

export const MAX_BODY_BYTES = 64 * 1024;

export const BODY_TOO_LARGE = new Refusal("too_large", "The body is larger than 64 KiB.");
const NOT_JSON = new Refusal("malformed", "The body is not a JSON object.");

/**
 * Returns the route options for a body of this schema. The body is checked here, because Elysia stringifies the value it
 * refuses, which may be long, and throws where it can't. "json" is for the OpenAPI document.
 */
export function jsonBody<S extends TSchema>(body: S) {
  const read = createBodyReader(body);
  const parse = ({ request }: { request: Request }) => read(request);
  return { parse: [parse, "json"] as unknown as ["json"], body };
}

/**
 * Returns a function that reads a body of this schema; no body counts as an empty object. It throws the refusal of any other
 * body. Further fields are allowed, and are to be ignored.
 */
export function createBodyReader<S extends TSchema>(schema: S): (request: Request) => Promise<Static<S>> {
  let check: TypeCheck<S> | undefined;
  return async (request) => {
    const value = parseObject(await readText(request));
    // Compiled on the first request, so that a start doesn't wait for it. Elysia sets `additionalProperties: false` in the
    // schema it is given, in order to drop further fields.
    check ??= TypeCompiler.Compile({ ...schema, additionalProperties: true });
    if (check.Check(value)) return value;
    const field = check.Errors(value).First()?.path.slice(1).replaceAll("/", ".");
    throw undocumentedField(field || "body");
  };
}

function parseObject(text: string): object {
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

/** Returns whether the request announces a body that is too large. */
export function announcesTooMuch(request: Request): boolean {
  return Number(request.headers.get("content-length")) > MAX_BODY_BYTES;
}

/** Reads a body that is at most as large as A6 allows. It throws the refusal of any other, and of one that isn't UTF-8. */
export async function readText(request: Request): Promise<string> {
  // The parser of HTTP reads no more of a body than was announced. Measured, bytes take a third less than a stream to be read,
  // and a text less than bytes.
  const announced = request.headers.get("content-length");
  if (announced === null || Number(announced) > MAX_BODY_BYTES) return readStream(request);
  return assertUtf8(await request.text(), Number(announced));
}

/**
 * Returns the text that so many bytes were decoded to. Where bytes that aren't UTF-8 were replaced, or a byte order mark was
 * dropped, with which a body is no JSON, the text has another length.
 */
function assertUtf8(text: string, bytes: number): string {
  if (Buffer.byteLength(text) !== bytes) throw NOT_JSON;
  return text;
}

/** Stops reading once the body is too large: a chunked body doesn't announce its length. */
async function readStream(request: Request): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > MAX_BODY_BYTES) throw BODY_TOO_LARGE;
    chunks.push(chunk);
  }
  return assertUtf8(Buffer.concat(chunks).toString(), bytes);
}
