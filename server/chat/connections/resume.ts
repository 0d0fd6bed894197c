// Makes the welcome of a joining socket and the frames of events it missed, which are encoded already. Rules H5, H6.
import type { Cursor, Knock, Welcome } from "#protocol/frames";
import { MAX_PAGE_BYTES } from "#protocol/limits";
import { toIsoTime } from "../lib/iso-time.ts";
import type { Engine, JoinedEvents, Ports, Socket } from "../lib/ports.ts";
import type { Room } from "../room-model/room.ts";
import type { RosterMember } from "../room-model/roster.ts";
import { sealedRoomView } from "./sealed-signals.ts";

/** The welcome as text, the reader's seq after it, and whether the reader missed further events. */
export type WelcomeFrame = { readonly text: string; readonly seq: number; readonly more: boolean };

/** Returns the welcome, with exactly the events missed since the cursor if history has all of them, else with a snapshot. */
export function createWelcome(
  { engine, clock, build }: Pick<Ports, "engine" | "clock" | "build">,
  room: Room,
  you: RosterMember,
  cursor: Cursor | undefined,
  knocks: Knock[],
): WelcomeFrame {
  const now = clock();
  const { epoch } = room.founding;
  const history = engine.history(epoch);
  const recovered = cursor?.epoch === epoch && history.holdsAfter(cursor.seq);
  const page = history.readJoined(recovered ? cursor.seq : undefined, MAX_PAGE_BYTES);
  const more = recovered && page.more;
  const seq = page.last ?? (recovered ? cursor.seq : history.head);
  const frame: Omit<Welcome, "events"> = {
    type: "welcome",
    room: room.view(now),
    you: room.member(you, now),
    members: room.presentMembers(now),
    cursor: { epoch, seq },
    recovered,
    more,
    ...(knocks.length > 0 && { knocks }),
    ...(room.state.board && { board: [...room.state.board] }),
    ...sealedRoomView(room),
    serverTime: toIsoTime(now),
    build,
  };
  return { text: withEvents(frame, page), seq, more };
}

/**
 * Sends the events after a seq, page by page, for as long as the reader keeps up.
 * @returns the last seq sent to a slow reader, who gets the rest when its socket has drained; `lost` if history no longer
 * has the rest or a page was dropped, so that the client must reconnect with its cursor
 */
export function sendMissed(
  engine: Engine,
  socket: Socket,
  epoch: string,
  fromSeq: number,
): number | "caught up" | "lost" {
  const history = engine.history(epoch);
  for (let seq = fromSeq; history.holdsAfter(seq); ) {
    const page = history.readJoined(seq, MAX_PAGE_BYTES);
    const sent = socket.send(withEvents({ type: "replay", more: page.more }, page));
    if (sent === 0) return "lost";
    if (!page.more) return "caught up";
    seq = page.last ?? seq;
    if (sent < 0) return seq;
  }
  return "lost";
}

/** Returns the frame as text with its events, which are encoded already. */
function withEvents(frame: object, { text }: JoinedEvents): string {
  return `${JSON.stringify(frame).slice(0, -1)},"events":[${text}]}`;
}
