// Errors of the API in the client. Functions return them as values and hardly ever throw them. The server's own class is
// not used here, because it would bring the table of HTTP statuses into the client.
import type { RefusalCode } from "#protocol/error-codes";

/** Says why the server refused something, and over the socket sometimes when to try again. */
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
