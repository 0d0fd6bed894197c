import { type Accessor, createMemo, type JSX, Show, untrack } from "solid-js";
import type { ChatEvent, RoomEvent } from "#protocol/frames";
import { t } from "../i18n/t.ts";
import { formatDateTime, formatDay, formatTime } from "../i18n/time-texts.ts";
import { Message } from "../message/message.tsx";
import { useMessageInteraction } from "../message/message-interaction.ts";
import { beginsDay, beginsGroup, presenceBetween } from "../room/grouping.ts";
import { useRoom } from "../room/room-context.ts";
import { type EventList, eventAt, indexOfSeq, type VisibleEvent } from "../sync/event-list.ts";
import { PresenceLine, RoomEventLine } from "./lazy-parts.tsx";
import type { VirtualList } from "./scrolling/virtual-list.ts";

type EventAndPrevious = { readonly event: VisibleEvent; readonly before: VisibleEvent | undefined };

const isSame = (one: EventAndPrevious, other: EventAndPrevious) =>
  one.event === other.event && one.before === other.before;

/** Returns the time of day, with the date if it was not today. */
function timeToday(timestamp: string): string {
  const isToday = new Date(timestamp).toDateString() === new Date().toDateString();
  return isToday ? formatTime(timestamp) : formatDateTime(timestamp);
}

/**
 * Shows one event with what comes before it: who joined and left, the day, the line "new since".
 * @param props.changes counts the changes of the log other than newer events at its end
 */
export function TranscriptRow(props: {
  seq: number;
  log: Accessor<EventList>;
  changes: Accessor<unknown>;
  virtualList: VirtualList;
}) {
  const room = useRoom();
  const interaction = useMessageInteraction();
  function read(previous?: EventAndPrevious): EventAndPrevious {
    props.changes();
    const log = untrack(props.log);
    const place = indexOfSeq(log, props.seq);
    const event = eventAt(log, place) as VisibleEvent;
    // An event that is gone keeps its last content: its row leaves the page in a moment.
    return previous !== undefined && event?.seq !== props.seq ? previous : { event, before: eventAt(log, place - 1) };
  }
  const shown = createMemo(read, undefined, { equals: isSame });
  const presence = createMemo(() =>
    room.showsJoins() ? presenceBetween(room.presenceLog(), shown().before, shown().event) : undefined,
  );
  const isNew = () => interaction.isNew(props.seq);
  const timestamp = () => shown().event.timestamp;

  function content(): JSX.Element {
    // The type of an event never changes.
    const { type } = untrack(shown).event;
    if (type === "room") return <RoomEventLine event={shown().event as RoomEvent} />;
    const message = () => shown().event as ChatEvent;
    const isFirst = () => beginsGroup(shown().before, message(), isNew() || presence() !== undefined);
    return <Message event={message()} isFirst={isFirst()} />;
  }

  return (
    <div class="transcript-row" data-key={props.seq} ref={(element) => props.virtualList.mountRow(props.seq, element)}>
      <Show when={presence()}>{(line) => <PresenceLine line={line()} />}</Show>
      <Show when={beginsDay(shown().before, shown().event)}>
        <p class="transcript-day">{formatDay(timestamp())}</p>
      </Show>
      <Show when={isNew()}>
        <p class="transcript-new">{t().unreadSince(timeToday(timestamp()))}</p>
      </Show>
      {content()}
    </div>
  );
}
