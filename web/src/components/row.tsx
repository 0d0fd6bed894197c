// One event of the transcript with what stands before it: who came and went, the day, the line above what is new.
import { type Accessor, createMemo, Show, untrack } from "solid-js";
import { useRoom } from "../room/context.ts";
import { eventAt, type Log, placeOf, type Shown } from "../room/log.ts";
import { beginsDay, beginsGroup, presenceBetween } from "../room/transcript.ts";
import type { Hold } from "../scrolling/hold.ts";
import { clockTime, dayName, fullTime } from "../text/time.ts";
import { changeSaid } from "../words/changes.ts";
import { w } from "../words/words.ts";
import { useHandling } from "./handling.ts";
import { Message } from "./message.tsx";
import { Presence } from "./presence.tsx";

type Place = { readonly event: Shown; readonly before: Shown | undefined };

const isSame = (one: Place | undefined, other: Place | undefined) =>
  one?.event === other?.event && one?.before === other?.before;

/** When what is new began: today by the clock alone. */
function since(timestamp: string): string {
  const isToday = new Date(timestamp).toDateString() === new Date().toDateString();
  return isToday ? clockTime(timestamp) : fullTime(timestamp);
}

/** @param props.changes of the log, but for newer events at its end */
export function Row(props: { seq: number; log: Accessor<Log>; changes: Accessor<unknown>; hold: Hold }) {
  const room = useRoom();
  const handling = useHandling();
  const place = createMemo(
    (was: Place | undefined) => {
      props.changes();
      const log = untrack(props.log);
      const at = placeOf(log, props.seq);
      const event = eventAt(log, at);
      // It leaves the page in a moment.
      if (event?.seq !== props.seq) return was;
      return { event, before: eventAt(log, at - 1) };
    },
    undefined,
    { equals: isSame },
  );
  const presence = createMemo(() => {
    const here = place();
    if (here === undefined || !room.showsComings()) return undefined;
    return presenceBetween(room.presence(), here.before, here.event);
  });
  const isNew = () => handling.isNew(props.seq);
  const isDay = () => {
    const here = place();
    return here !== undefined && beginsDay(here.before, here.event);
  };

  return (
    <div class="row" data-key={props.seq} ref={(element) => props.hold.enter(props.seq, element)}>
      <Show when={presence()}>{(line) => <Presence line={line()} />}</Show>
      <Show when={isDay() && place()}>{(here) => <p class="transcript-day">{dayName(here().event.timestamp)}</p>}</Show>
      <Show when={isNew() && place()}>
        {(here) => <p class="transcript-new">{w().newSince(since(here().event.timestamp))}</p>}
      </Show>
      <Show when={place()}>
        {(here) => {
          const message = () => {
            const { event } = here();
            return event.type === "chat" ? event : undefined;
          };
          const note = () => {
            const { event } = here();
            return event.type === "room" ? event : undefined;
          };
          const isParted = () => presence() !== undefined || isNew();
          return (
            <>
              <Show when={message()}>
                {(event) => <Message event={event()} isFirst={beginsGroup(here().before, event(), isParted())} />}
              </Show>
              <Show when={note()}>{(event) => <p class="transcript-note">{changeSaid(event())}</p>}</Show>
            </>
          );
        }}
      </Show>
    </div>
  );
}
