// One event of the transcript with what stands before it: who came and went, the day, the line above what is new.
import { type Accessor, createMemo, type JSX, Show, untrack } from "solid-js";
import type { ChatEvent, RoomEvent } from "#protocol/frames";
import { w } from "../i18n/t.ts";
import { clockTime, dayName, fullTime } from "../i18n/time-texts.ts";
import { Message } from "../message/message.tsx";
import { useHandling } from "../message/message-interaction.ts";
import { useRoom } from "../room/context.ts";
import { beginsDay, beginsGroup, presenceBetween } from "../room/grouping.ts";
import { eventAt, type Log, placeOf, type Shown } from "../sync/event-list.ts";
import { makeLate } from "../ui/lazy-component.tsx";
import { Presence } from "./presence-line.tsx";
import type { Hold } from "./scrolling/virtual-list.ts";

/** Until its words are here, the server's own. */
const ChangeLine = makeLate(
  async () => (await import("./room-event-line.tsx")).ChangeLine,
  (props: { event: RoomEvent }) => <p class="transcript-note">{props.event.message}</p>,
);

type Place = { readonly event: Shown; readonly before: Shown | undefined };

const isSame = (one: Place, other: Place) => one.event === other.event && one.before === other.before;

/** When what is new began: today by the clock alone. */
function since(timestamp: string): string {
  const isToday = new Date(timestamp).toDateString() === new Date().toDateString();
  return isToday ? clockTime(timestamp) : fullTime(timestamp);
}

/** @param props.changes of the log, but for newer events at its end */
export function Row(props: { seq: number; log: Accessor<Log>; changes: Accessor<unknown>; hold: Hold }) {
  const room = useRoom();
  const handling = useHandling();
  function placeNow(was?: Place): Place {
    props.changes();
    const log = untrack(props.log);
    const at = placeOf(log, props.seq);
    const event = eventAt(log, at) as Shown;
    // One that is gone leaves the page in a moment.
    return was !== undefined && event?.seq !== props.seq ? was : { event, before: eventAt(log, at - 1) };
  }
  const place = createMemo(placeNow, undefined, { equals: isSame });
  const presence = createMemo(() =>
    room.showsComings() ? presenceBetween(room.presence(), place().before, place().event) : undefined,
  );
  const isNew = () => handling.isNew(props.seq);
  const at = () => place().event.timestamp;

  function content(): JSX.Element {
    // What an event is never changes.
    const { type } = untrack(place).event;
    if (type === "room") return <ChangeLine event={place().event as RoomEvent} />;
    const message = () => place().event as ChatEvent;
    const isFirst = () => beginsGroup(place().before, message(), isNew() || presence() !== undefined);
    return <Message event={message()} isFirst={isFirst()} />;
  }

  return (
    <div class="row" data-key={props.seq} ref={(element) => props.hold.enter(props.seq, element)}>
      <Show when={presence()}>{(line) => <Presence line={line()} />}</Show>
      <Show when={beginsDay(place().before, place().event)}>
        <p class="transcript-day">{dayName(at())}</p>
      </Show>
      <Show when={isNew()}>
        <p class="transcript-new">{w().newSince(since(at()))}</p>
      </Show>
      {content()}
    </div>
  );
}
