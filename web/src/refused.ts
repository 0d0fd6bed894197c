// A "no" of the server as the client holds it: a value, never thrown far. The server's own class would bring its table
// of statuses along.
import type { RefusalCode } from "#protocol/codes";

export class Refused {
  constructor(
    readonly code: RefusalCode,
    /** One short sentence for a person. */
    readonly message: string,
  ) {}
}
