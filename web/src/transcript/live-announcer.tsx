// Reads new messages of others to those who listen: one polite sentence each, or how many there were when they come
// faster than anybody can listen. History is not read out.
import { createEffect, createSignal, For, on, onCleanup } from "solid-js";
import { changeSaid } from "../i18n/room-event-texts.ts";
import { w } from "../i18n/t.ts";
import { useRoom } from "../room/context.ts";
import { eventAt, eventsIn, type Log, lastOf, placeOf, type Shown } from "../sync/event-list.ts";

/** What comes within this is said together. */
const GATHER_MS = 800;
/** More than this at once is a number. */
const READ_OUT = 4;
/** Spoken lines kept: a screen reader says what is added. */
const KEPT = 5;

/** What is said, of one event or of many. */
type Line = { readonly seq: number | undefined; readonly said: string };

function sentenceOf(event: Shown): string {
  if (event.type === "room") return changeSaid(event);
  return event.deleted ? "" : `${event.user}: ${event.message}`;
}

function linesOf(fresh: readonly Shown[]): Line[] {
  if (fresh.length > READ_OUT) return [{ seq: undefined, said: w().newCount(fresh.length) }];
  return fresh.map((event) => ({ seq: event.seq, said: sentenceOf(event) })).filter(({ said }) => said !== "");
}

/** Whether the event it was said of still says so: what is deleted stays nowhere. */
function stands({ seq, said }: Line, log: Log): boolean {
  if (seq === undefined) return true;
  const event = eventAt(log, placeOf(log, seq));
  return event?.seq !== seq || sentenceOf(event) === said;
}

export function Announcer() {
  const room = useRoom();
  const [lines, setLines] = createSignal<readonly Line[]>([]);
  let spokenSeq = 0;
  let isWelcomed = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function speak(): void {
    timer = undefined;
    const log = room.log();
    const you = room.state().you?.id;
    const fresh = eventsIn(log, placeOf(log, spokenSeq + 1), log.length).filter(({ userId }) => userId !== you);
    spokenSeq = lastOf(log)?.seq ?? 0;
    if (fresh.length === 0) return;
    setLines((spoken) => [...spoken, ...linesOf(fresh)].slice(-KEPT));
  }

  createEffect(
    on(room.log, (log, before) => {
      const last = lastOf(log)?.seq ?? 0;
      const was = before && lastOf(before)?.seq;
      if (!lines().every((line) => stands(line, log))) setLines((spoken) => spoken.filter((line) => stands(line, log)));
      // A first page or a fresh snapshot is something to read, not news; the first message in an empty room is.
      const goesOn = was === undefined ? isWelcomed : eventAt(log, placeOf(log, was))?.seq === was;
      isWelcomed = room.state().cursor !== undefined;
      if (!goesOn) spokenSeq = last;
      else if (last > spokenSeq) timer ??= setTimeout(speak, GATHER_MS);
    }),
  );
  onCleanup(() => clearTimeout(timer));

  return (
    <div class="unseen" aria-live="polite" aria-relevant="additions">
      <For each={lines()}>{({ said }) => <p>{said}</p>}</For>
    </div>
  );
}
