// Tracks which message is pointed at, has the focus, is highlighted or has its popover open, for all parts of a transcript.
import { type Accessor, createContext, createMemo, createSelector, createSignal, getOwner, useContext } from "solid-js";
import type { ChatEvent } from "#protocol/frames";
import type { Room } from "../room/room.ts";
import { type EventList, eventAt, indexOfSeq } from "../sync/event-list.ts";
import type { VirtualList } from "../transcript/scrolling/virtual-list.ts";

/** What a message's popover shows: all actions, only the reactions, or the emoji picker to react with. */
export type PopoverPart = "actions" | "reactions" | "emoji";
export type OpenPopover = {
  readonly message: ChatEvent;
  /** The element that opened it. */
  readonly anchor: HTMLElement;
  readonly part: PopoverPart;
  /** Where the pointer opened it; else it is beside its anchor. */
  readonly point?: DOMRect | undefined;
};

/** Returns the seq of the message that an element is part of. */
export function seqAt(target: EventTarget | null): number | undefined {
  const row = target instanceof Element ? target.closest<HTMLElement>("[data-key]") : null;
  return row === null ? undefined : Number(row.dataset.key);
}

/** Returns the message that an element is part of, unless it is deleted or still waits to be sent, and the message's element. */
export function messageAt(
  target: Element,
  log: EventList,
): { readonly message: ChatEvent; readonly element: HTMLElement } | undefined {
  const element = target.closest<HTMLElement>(".message");
  const event = eventAt(log, indexOfSeq(log, seqAt(target) ?? Number.NaN));
  return element !== null && event?.type === "chat" && !event.deleted ? { message: event, element } : undefined;
}

export type MessageInteraction = ReturnType<typeof interactionOf>;

const created = new WeakMap<Room, MessageInteraction>();

/** Returns the state of the transcript that shows a room, for parts outside of it. */
export const interactionIn = (room: Room) => created.get(room);

/** Creates the shared state of one transcript. It belongs to the Solid owner it is created in. */
export function createMessageInteraction(room: Room, virtualList: VirtualList, log: Accessor<EventList>) {
  const interaction = interactionOf(room, virtualList, log);
  created.set(room, interaction);
  return interaction;
}

function interactionOf(room: Room, virtualList: VirtualList, log: Accessor<EventList>) {
  const [pointed, setPointed] = createSignal<number>();
  const [focused, setFocused] = createSignal<number>();
  const [active, setActive] = createSignal<number>();
  const [openPopover, setOpenPopover] = createSignal<OpenPopover>();
  const [highlighted, highlight] = createSignal<number>();

  /** The one message that Tab reaches: the last that had the focus, or else the newest in the page. */
  const tabStop = createMemo(() => {
    const { from, to } = virtualList.visibleRange();
    const lastFocused = active();
    const place = lastFocused === undefined ? -1 : indexOfSeq(log(), lastFocused);
    if (place >= from && place < to) return lastFocused;
    for (let at = to - 1; at >= from; at--) {
      const event = eventAt(log(), at);
      if (event?.type === "chat") return event.seq;
    }
    return undefined;
  });

  return {
    virtualList,
    /** The transcript's Solid owner, for state that is created later and lives as long. */
    solidOwner: getOwner(),
    you: () => room.state().you,
    openPopover,
    showPopover: (message: ChatEvent, anchor: HTMLElement, part: PopoverPart, point?: DOMRect) =>
      setOpenPopover({ message, anchor, part, point }),
    closePopover: () => setOpenPopover(undefined),
    /** Reports that the pointer is over the message of this seq, or over none. */
    setPointed,
    /**
     * Reports that the message of this seq has got the focus, or that none has it now.
     * @param isVisible whether the browser shows the focus: then the message's tools are shown too
     */
    focus(seq: number | undefined, isVisible: boolean): void {
      setFocused(isVisible ? seq : undefined);
      if (seq !== undefined) setActive(seq);
    },
    /** Returns whether the line "new since" is shown above the message of this seq. */
    isNew: createSelector(room.unreadMarker.markerSeq),
    isTabStop: createSelector(tabStop),
    hasTools: createSelector(() => openPopover()?.message.seq ?? pointed() ?? focused()),
    highlight,
    isHighlighted: createSelector(highlighted),
  };
}

export const MessageInteractionContext = createContext<MessageInteraction>();

export function useMessageInteraction(): MessageInteraction {
  const interaction = useContext(MessageInteractionContext);
  if (interaction === undefined) throw new Error("A message component is used outside a transcript.");
  return interaction;
}
