// The API's error responses, of one shape for refusals, bad input and faults. Rule A1.

import type { Static } from "@sinclair/typebox";
import { status } from "elysia";
import { type REFUSALS, Refusal, type RefusalCode } from "#protocol/error-codes";
import { ErrorBody } from "#protocol/http";
import { countRefusal } from "../../chat/lib/refusal-counts.ts";
import { badField } from "../../chat/lib/refusals.ts";

type Headers = Record<string, string | number>;
/**
 * No route answers 405, which says that none takes the method; 426 is left to the one route that opens sockets, and the
 * others to those that take and send files.
 */
type ErrorStatus = Exclude<(typeof REFUSALS)[RefusalCode], 405 | 408 | 412 | 415 | 416 | 421 | 426 | 460>;

type Body = Static<typeof ErrorBody>;
/** An error response with its status, as the routes' schemas describe it. */
type RefusalResponse = { [S in ErrorStatus]: ReturnType<typeof status<S, Body>> }[ErrorStatus];

/** The error responses of any route, for its `response` schema. */
export const ERROR_RESPONSES = {
  400: ErrorBody,
  401: ErrorBody,
  403: ErrorBody,
  404: ErrorBody,
  409: ErrorBody,
  410: ErrorBody,
  413: ErrorBody,
  429: ErrorBody,
  500: ErrorBody,
  503: ErrorBody,
} satisfies Record<ErrorStatus, unknown>;

/** The answer at an address that doesn't exist. */
export const NOTHING_HERE = new Refusal("not_found", "There is nothing at this address.");

/** The answer to a method that no route at this address takes. */
export const NO_SUCH_METHOD = new Refusal("method_not_allowed", "This address doesn't support that method.");

/** Returns the refusal of a field that is missing or doesn't match its schema. */
export function undocumentedField(field: string): Refusal {
  return badField(field, "missing or not as documented");
}

/** Returns the body that tells of a refusal. Each that is sent over HTTP passes here once, and is counted. */
export function errorBody({ code, message }: Pick<Refusal, "code" | "message">) {
  countRefusal(code);
  return { error: { code, message } };
}

/** Returns the header that says when to try again, where there is a wait. */
export function retryAfter({ retryAfterMs }: Refusal): Headers {
  return retryAfterMs === undefined ? {} : { "retry-after": Math.ceil(retryAfterMs / 1000) };
}

/** Responds with a refusal: its status, its body, and `Retry-After` where there is a wait. */
export function refuse(set: { headers: Headers }, refusal: Refusal): RefusalResponse {
  Object.assign(set.headers, retryAfter(refusal));
  return status(refusal.status as ErrorStatus, errorBody(refusal)) as RefusalResponse;
}

/** Returns the error to log. Elysia's own for a response that doesn't match its schema repeats the response (I6). */
export function faultToReport(code: unknown, error: unknown): unknown {
  if (code !== "VALIDATION") return error;
  const { all } = error as { all?: { path?: string }[] };
  return new Error(`the answer is not as documented: ${all?.[0]?.path ?? ""}`);
}

/** Returns the refusal for a request that Elysia itself rejects; undefined when the error is a fault of ours. */
export function refusalForError(code: unknown, error: unknown): Refusal | undefined {
  // Elysia wraps what a body parser throws.
  const { cause } = error as { cause?: unknown };
  if (cause instanceof Refusal) return cause;
  switch (code) {
    case "NOT_FOUND":
      return NOTHING_HERE;
    case "PARSE":
    case "INVALID_FILE_TYPE":
    case "INVALID_COOKIE_SIGNATURE":
      return new Refusal("malformed", "The request is not as documented.");
    case "VALIDATION": {
      const { type, all } = error as { type?: string; all?: { path?: string }[] };
      if (type === "response") return undefined;
      const field = all?.[0]?.path?.slice(1).replaceAll("/", ".");
      // Elysia says "property" for a field of the query.
      const where = type === "property" ? "query" : type;
      return undocumentedField(field || where || "request");
    }
    default:
      return undefined;
  }
}
