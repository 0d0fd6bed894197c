// A "no" of the server as the client holds it. It is a value that functions return, and is never thrown far. The server's
// own class is not used here: it would bring the table of HTTP statuses into the client.
import type { RefusalCode } from "#protocol/error-codes";

/** What the server refused, and why; over the socket it may also say when to try again. */
export type Refusal = {
  readonly code: RefusalCode;
  /** One short sentence for a person. */
  readonly message: string;
  /** How long to wait before the next try, where the server said so. */
  readonly retryAfterMs?: number | undefined;
};

/** A request that failed: the server refused it, or could not be reached. */
export class ApiError implements Refusal {
  constructor(
    readonly code: RefusalCode,
    readonly message: string,
  ) {}
}

export const UNREACHABLE = new ApiError("internal", "The server can’t be reached.");

/** Reads the error from a response's JSON. JSON without an error in it came from something other than our server. */
export function toApiError(response: unknown): ApiError {
  const error = (response as { error?: { code?: RefusalCode; message: string } } | null)?.error;
  return error?.code === undefined ? UNREACHABLE : new ApiError(error.code, error.message);
}
