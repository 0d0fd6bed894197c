// Tickets let pages show the files of a room, where an image or a film can't send a token. A ticket proves who got it, for one
// room and ten minutes; whether they may read the room is looked at each time. Rule F14.
import { Refusal } from "#protocol/error-codes";
import { FILE_TICKET_MS } from "#protocol/limits";
import { foldCode } from "#protocol/room-code";
import type { AuthenticatedMember, Clock, Digest } from "../../chat/lib/ports.ts";
import type { TokenAccounts } from "../../security/jwt.ts";

const BAD_TICKET = new Refusal("bad_token", "The ticket is wrong, of another room, or has expired.");

type FileTickets = {
  /** @returns the ticket, and when it expires, epoch ms */
  issue(code: string, member: AuthenticatedMember): { ticket: string; expiresAt: number };
  /** Returns who has the ticket. Their name isn't known. */
  verify(code: string, ticket: string): AuthenticatedMember | Refusal;
};

/** @param digest keyed with the server's secret */
export function createFileTickets(digest: Digest, clock: Clock, accounts: TokenAccounts | undefined): FileTickets {
  const sign = (code: string, claims: string) => digest(`file ticket ${foldCode(code)} ${claims}`);
  return {
    issue(code, { id, signIn = "" }) {
      const expiresAt = clock() + FILE_TICKET_MS;
      const claims = `${expiresAt.toString(36)}.${id}.${signIn}`;
      return { ticket: `${claims}.${sign(code, claims)}`, expiresAt };
    },
    verify(code, ticket) {
      const [expiry = "", id = "", signIn = "", signature = ""] = ticket.split(".");
      const expected = Buffer.from(sign(code, `${expiry}.${id}.${signIn}`));
      const given = Buffer.from(signature);
      if (given.length !== expected.length || !crypto.timingSafeEqual(given, expected)) return BAD_TICKET;
      if (Number.parseInt(expiry, 36) <= clock()) return BAD_TICKET;
      const member = { id, name: "", avatar: null };
      if (signIn === "") return accounts?.requiresSignIn(id) ? BAD_TICKET : member;
      return accounts?.signedInMember(id, signIn) === undefined ? BAD_TICKET : { ...member, signIn };
    },
  };
}
