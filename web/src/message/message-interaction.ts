// What somebody does with messages just now: which one is pointed at, in focus, opened or lit up. Shared by the parts of
// the transcript.
import { type Accessor, createContext, createMemo, createSelector, createSignal, getOwner, useContext } from "solid-js";
import type { ChatEvent } from "#protocol/frames";
import type { Room } from "../room/room.ts";
import { eventAt, type Log, placeOf } from "../sync/event-list.ts";
import type { Hold } from "../transcript/scrolling/virtual-list.ts";

/** What of a message is opened: everything one can do with it, its reactions, or the emoji to react with. */
export type Part = "actions" | "reactions" | "emoji";
export type Opened = { readonly message: ChatEvent; readonly anchor: HTMLElement; readonly part: Part };

/** The seq of the message that an element belongs to. */
export function seqAt(target: EventTarget | null): number | undefined {
  const row = target instanceof Element ? target.closest<HTMLElement>("[data-key]") : null;
  return row === null ? undefined : Number(row.dataset.key);
}

export type Handling = ReturnType<typeof createHandling>;

/** Belongs to the Solid owner it is made in. */
export function createHandling(room: Room, hold: Hold, log: Accessor<Log>) {
  const [pointed, point] = createSignal<number>();
  const [focused, setFocused] = createSignal<number>();
  const [active, setActive] = createSignal<number>();
  const [opened, setOpened] = createSignal<Opened>();
  const [lit, light] = createSignal<number>();

  /** The one message that the Tab key leads to: the last that had the focus, or the newest there is in the page. */
  const stop = createMemo(() => {
    const { from, to } = hold.span();
    const wanted = active();
    const place = wanted === undefined ? -1 : placeOf(log(), wanted);
    if (place >= from && place < to) return wanted;
    for (let at = to - 1; at >= from; at--) {
      const event = eventAt(log(), at);
      if (event?.type === "chat") return event.seq;
    }
    return undefined;
  });

  return {
    hold,
    /** Lives as long as the transcript. */
    owner: getOwner(),
    you: () => room.state().you,
    opened,
    open: (message: ChatEvent, anchor: HTMLElement, part: Part) => setOpened({ message, anchor, part }),
    close: () => setOpened(undefined),
    point,
    /** A message has the focus; its tools are shown where that can be seen. */
    focus(seq: number | undefined, isVisible: boolean): void {
      setFocused(isVisible ? seq : undefined);
      if (seq !== undefined) setActive(seq);
    },
    /** The line above what is new stands before it. */
    isNew: createSelector(room.reading.line),
    isStop: createSelector(stop),
    hasTools: createSelector(() => opened()?.message.seq ?? pointed() ?? focused()),
    light,
    isLit: createSelector(lit),
  };
}

export const HandlingContext = createContext<Handling>();

export function useHandling(): Handling {
  const handling = useContext(HandlingContext);
  if (handling === undefined) throw new Error("This belongs inside a transcript.");
  return handling;
}
