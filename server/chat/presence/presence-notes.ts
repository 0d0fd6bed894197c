// What nodes that share a room tell each other of who is in it and who wants to be. Rules D22, D23, D25, D30.
import type { Member } from "#protocol/frames";
import type { RosterMember } from "../room-model/roster.ts";

/** A member as another node has them: with the name they have in the room. */
export type ToldMember = Member & {
  readonly away: boolean;
  /** What the pages that they have open say of their keys, sealed; only in encrypted rooms. */
  readonly sealed?: readonly string[];
};

export type PresenceNote =
  /** Asks the others whom they have. */
  | { readonly type: "who" }
  /** All whom the sender has. */
  | { readonly type: "here"; readonly members: readonly ToldMember[] }
  /** The sender has this member, in this way. */
  | { readonly type: "in"; readonly member: ToldMember }
  /** The sender has this member no longer. */
  | { readonly type: "out"; readonly id: string }
  /** The sender has this member, who waits to be let in; or has them no longer. */
  | { readonly type: "knock"; readonly member: Member }
  | { readonly type: "unknock"; readonly id: string }
  /** The knock is denied, wherever they wait. */
  | { readonly type: "deny"; readonly id: string }
  /** The member has left for good, wherever they are. */
  | { readonly type: "leave"; readonly id: string }
  /** These members have proven to have the newest key of an encrypted room. */
  | { readonly type: "keys"; readonly ids: readonly string[] }
  /** What hands a new key to pages, by the id of a page's session. */
  | { readonly type: "boxes"; readonly boxes: Readonly<Record<string, string>> }
  /** A member has these messages on their screen. */
  | { readonly type: "seen"; readonly id: string; readonly seqs: readonly number[] };

/** Returns whether the member is in the room on this node, or was until a moment ago. */
export const isHere = ({ sessions, leaveTimer }: RosterMember): boolean =>
  sessions.length > 0 || leaveTimer !== undefined;

const sealedOf = (sessions: RosterMember["sessions"]): Pick<ToldMember, "sealed"> => {
  const sealed = sessions.flatMap(({ sealedSession }) => sealedSession?.sealed ?? []);
  return sealed.length === 0 ? {} : { sealed };
};

export const toldOf = ({ id, name, avatar, sessions }: RosterMember): ToldMember => ({
  id,
  name,
  avatar,
  away: sessions.length > 0 && sessions.every((session) => session.isAway),
  ...sealedOf(sessions),
});
