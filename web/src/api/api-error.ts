// A "no" of the server as the client holds it: a value, never thrown far. The server's own class would bring its table
// of statuses along.
import type { RefusalCode } from "#protocol/error-codes";

export class Refused {
  constructor(
    readonly code: RefusalCode,
    /** One short sentence for a person. */
    readonly message: string,
  ) {}
}

export const UNREACHABLE = new Refused("internal", "The server can’t be reached.");

/** What an answer that isn't what was asked for says; one that says nothing isn't the server's. */
export function refusedBy(answer: unknown): Refused {
  const said = (answer as { error?: { code?: RefusalCode; message: string } } | null)?.error;
  return said?.code === undefined ? UNREACHABLE : new Refused(said.code, said.message);
}
