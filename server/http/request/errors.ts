// How the API says no: one shape for refusals, bad input and faults alike. Rule A1.

import type { Static } from "@sinclair/typebox";
import { status } from "elysia";
import { type REFUSALS, Refusal, type RefusalCode } from "#protocol/error-codes";
import { ErrorBody } from "#protocol/http";

type Headers = Record<string, string | number>;
type ErrorStatus = (typeof REFUSALS)[RefusalCode];

type Body = Static<typeof ErrorBody>;
/** One of the error answers, each with its own status, as the routes' schemas tell them. */
type Refused = { [S in ErrorStatus]: ReturnType<typeof status<S, Body>> }[ErrorStatus];

/** The error answers any route may give, for its `response` schema. */
export const ERRORS = {
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

export function errorBody({ code, message }: Pick<Refusal, "code" | "message">) {
  return { error: { code, message } };
}

/** Answers a refusal: its status, its body, and when to try again. */
export function refuse(set: { headers: Headers }, refusal: Refusal): Refused {
  if (refusal.retryAfterMs !== undefined) set.headers["retry-after"] = Math.ceil(refusal.retryAfterMs / 1000);
  return status(refusal.status as ErrorStatus, errorBody(refusal)) as Refused;
}

/** What to note of a fault. Elysia's word for an answer that is not as documented repeats the answer (I6). */
export function faultOf(code: unknown, error: unknown): unknown {
  if (code !== "VALIDATION") return error;
  const { all } = error as { all?: { path?: string }[] };
  return new Error(`the answer is not as documented: ${all?.[0]?.path ?? ""}`);
}

/** The refusal for what Elysia itself could not take. Undefined: it is a fault of ours. */
export function refusalOf(code: unknown, error: unknown): Refusal | undefined {
  // Elysia wraps what a parser threw.
  const { cause } = error as { cause?: unknown };
  if (cause instanceof Refusal) return cause;
  switch (code) {
    case "NOT_FOUND":
      return new Refusal("not_found", "There is nothing at this address.");
    case "PARSE":
    case "INVALID_FILE_TYPE":
    case "INVALID_COOKIE_SIGNATURE":
      return new Refusal("malformed", "The request is not as documented.");
    case "VALIDATION": {
      const { type, all } = error as { type?: string; all?: { path?: string }[] };
      if (type === "response") return undefined;
      const field = all?.[0]?.path?.slice(1).replaceAll("/", ".");
      // Elysia says "property" for one of the query.
      const where = type === "property" ? "query" : type;
      return new Refusal("malformed", `${field || where || "request"}: missing or not as documented.`);
    }
    default:
      return undefined;
  }
}
