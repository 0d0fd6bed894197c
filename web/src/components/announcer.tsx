// Reads new messages of others to those who listen: one polite sentence each, or how many there were when they come
// faster than anybody can listen. History is not read out.
import { createEffect, createSignal, For, on, onCleanup } from "solid-js";
import { useRoom } from "../room/context.ts";
import { eventAt, eventsIn, lastOf, placeOf, type Shown } from "../room/log.ts";
import { changeSaid } from "../words/changes.ts";
import { w } from "../words/words.ts";

/** What comes within this is said together. */
const GATHER_MS = 800;
/** More than this at once is a number. */
const READ_OUT = 4;
/** Spoken lines kept: a screen reader says what is added. */
const KEPT = 5;

/** @param seq of the message it says */
type Line = { readonly said: string; readonly seq?: number };

function linesOf(fresh: readonly Shown[]): Line[] {
  if (fresh.length > READ_OUT) return [{ said: w().newCount(fresh.length) }];
  return fresh.flatMap((event): Line[] => {
    if (event.type === "room") return [{ said: changeSaid(event) }];
    return event.deleted ? [] : [{ said: `${event.user}: ${event.message}`, seq: event.seq }];
  });
}

export function Announcer() {
  const room = useRoom();
  const [lines, setLines] = createSignal<readonly Line[]>([]);
  let spokenSeq = 0;
  let isWelcomed = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  /** What is deleted is not to be found here either. */
  function isGone({ seq }: Line): boolean {
    if (seq === undefined) return false;
    const event = eventAt(room.log(), placeOf(room.log(), seq));
    return event?.type === "chat" && event.seq === seq && event.deleted === true;
  }

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
      // A first page or a fresh snapshot is something to read, not news; the first message in an empty room is.
      const goesOn = was === undefined ? isWelcomed : eventAt(log, placeOf(log, was))?.seq === was;
      isWelcomed = room.state().cursor !== undefined;
      setLines((spoken) => (spoken.some(isGone) ? spoken.filter((line) => !isGone(line)) : spoken));
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
