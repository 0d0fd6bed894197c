// What a socket is told when it joins, and of what it missed: frames made of events as they were encoded. Rules H5, H6.

import type { Cursor, Knock, Welcome } from "#protocol/frames";
import { PAGE_BYTES } from "#protocol/limits";
import { isoOf } from "../lib/iso-time.ts";
import type { Engine, Ports, Socket, Told } from "../lib/ports.ts";
import type { Room } from "../room-model/room.ts";
import type { Present } from "../room-model/roster.ts";

/** A frame, the seq its reader stands at after it, and whether more was missed. */
export type Greeting = { readonly text: string; readonly seq: number; readonly more: boolean };

/** The welcome: what was missed since the cursor where that can be told exactly, a snapshot otherwise. */
export function welcome(
  { engine, clock, build }: Pick<Ports, "engine" | "clock" | "build">,
  room: Room,
  you: Present,
  cursor: Cursor | undefined,
  knocks: Knock[],
): Greeting {
  const now = clock();
  const { epoch } = room.founding;
  const history = engine.history(epoch);
  const recovered = cursor?.epoch === epoch && history.holdsAfter(cursor.seq);
  const page = history.tell(recovered ? cursor.seq : undefined, PAGE_BYTES);
  const more = recovered && page.more;
  const seq = page.last ?? (recovered ? cursor.seq : history.head);
  const frame: Omit<Welcome, "events"> = {
    type: "welcome",
    room: room.view(now),
    you: room.member(you, now),
    members: room.members(now),
    cursor: { epoch, seq },
    recovered,
    more,
    ...(knocks.length > 0 && { knocks }),
    serverTime: isoOf(now),
    build,
  };
  return { text: withEvents(frame, page), seq, more };
}

/**
 * Sends what came after a seq, page by page, for as long as the reader keeps up.
 * @returns the seq a slow reader stands at, who goes on when it has drained; `lost` when history moved on past it or a
 * page was dropped: it must come back with its cursor
 */
export function catchUp(engine: Engine, socket: Socket, epoch: string, fromSeq: number): number | "caught up" | "lost" {
  const history = engine.history(epoch);
  for (let seq = fromSeq; history.holdsAfter(seq); ) {
    const page = history.tell(seq, PAGE_BYTES);
    const sent = socket.send(withEvents({ type: "replay", more: page.more }, page));
    if (sent === 0) return "lost";
    if (!page.more) return "caught up";
    seq = page.last ?? seq;
    if (sent < 0) return seq;
  }
  return "lost";
}

/** The events were encoded when they happened: their texts go in as they are. */
function withEvents(frame: object, { text }: Told): string {
  return `${JSON.stringify(frame).slice(0, -1)},"events":[${text}]}`;
}
