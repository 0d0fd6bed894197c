// What a socket is told when it joins, and of what it missed: frames made of events as they were encoded. Rules H5, H6.
import type { Cursor, Welcome } from "#protocol/frames";
import { PAGE_BYTES } from "#protocol/limits";
import type { Engine, Page, Ports } from "./ports.ts";
import type { Room } from "./room.ts";
import type { Present } from "./roster.ts";

/** A frame, the seq its reader stands at after it, and whether more was missed. */
export type Told = { readonly text: string; readonly seq: number; readonly more: boolean };

/** The welcome: what was missed since the cursor where that can be told exactly, a snapshot otherwise. */
export function welcome(
  { engine, clock, build }: Pick<Ports, "engine" | "clock" | "build">,
  room: Room,
  you: Present,
  cursor: Cursor | undefined,
): Told {
  const now = clock();
  const { epoch } = room.founding;
  const recovered = cursor?.epoch === epoch && engine.holdsAfter(epoch, cursor.seq);
  const page = pageAfter(engine, epoch, recovered ? cursor.seq : undefined);
  const more = recovered && page.more;
  const seq = page.entries.at(-1)?.seq ?? (recovered ? cursor.seq : engine.head(epoch));
  const frame: Omit<Welcome, "events"> = {
    type: "welcome",
    room: room.view(now),
    you: room.member(you),
    members: room.members(),
    cursor: { epoch, seq },
    recovered,
    more,
    serverTime: new Date(now).toISOString(),
    build,
  };
  return { text: withEvents(frame, page), seq, more };
}

/** The next page after a seq; undefined when history has lost what comes next. */
export function replay(engine: Engine, epoch: string, after: number): Told | undefined {
  if (!engine.holdsAfter(epoch, after)) return undefined;
  const page = pageAfter(engine, epoch, after);
  const { more } = page;
  return { text: withEvents({ type: "replay", more }, page), seq: page.entries.at(-1)?.seq ?? after, more };
}

function pageAfter(engine: Engine, epoch: string, after: number | undefined): Page {
  return engine.read(epoch, { after, limit: Number.POSITIVE_INFINITY, maxBytes: PAGE_BYTES });
}

/** The events were encoded when they happened: their texts go in as they are. */
function withEvents(frame: object, page: Page): string {
  return `${JSON.stringify(frame).slice(0, -1)},"events":[${page.entries.map((entry) => entry.text).join(",")}]}`;
}
