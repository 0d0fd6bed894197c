import type { Refusal } from "#protocol/error-codes";
import type { Cursor, Member } from "#protocol/frames";

/** The join that a knocking socket completes once it is let in. */
export type PendingJoin = { readonly member: Member; readonly cursor: Cursor | undefined };

export type SealedSession = { readonly id: string; readonly sealed: string };

/** One open socket, as rooms, knocks and bans deal with it. `connections/session.ts` implements it. */
export interface RoomConnection {
  /** The browser tab's own id, where the client gave one: it survives reconnects. */
  readonly tab: string | undefined;
  /** Whether nobody is looking at the socket's page. */
  readonly isAway: boolean;
  /** In an encrypted room: the id and the sealed key of the page behind the socket, once it said them. */
  readonly sealedSession: SealedSession | undefined;
  send(text: string): void;
  /** Subscribes to single frames or to batches, whichever the room is sending now. */
  updateTopic(): void;
  /** Joins the room now, unless the room has become full or the member was banned in the meantime. */
  completeJoin(pending: PendingJoin): void;
  /** Refuses a join. The socket stays open where another join may succeed. */
  refuseJoin(refusal: Refusal): void;
  /** Sends the room's last frame and closes. */
  endRoom(frame: string): void;
  /** Closes for a newer socket of the same tab. */
  closeReplaced(): void;
  /** Closes so that the client comes back at once, and gets the room as it is now. */
  closeRestarting(): void;
  /** Closes because its member left the room for good. */
  closeLeft(): void;
  /** Tells the client why its member was removed, and closes. @param reason of the close; defaults to the refusal's code */
  closeRemoved(refusal: Refusal, reason?: string): void;
  /** Closes because its device was signed out. */
  closeSignedOut(): void;
}
