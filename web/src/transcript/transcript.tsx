// The talk so far: a few rows of it in the page, however long it is. It stays at the newest while the reader does, gets
// older messages when they scroll up, begins where they left off, and never moves what they are reading. The browser's
// own search finds only what is in the page.
import { createEffect, createMemo, createSignal, For, on, onMount, Show, untrack } from "solid-js";
import { phrase } from "../i18n/phrase.ts";
import { laterWords, w } from "../i18n/t.ts";
import { createHandling, HandlingContext, seqAt } from "../message/message-interaction.ts";
import { useRoom } from "../room/context.ts";
import { presenceBetween } from "../room/grouping.ts";
import { eventAt, eventsIn, firstOf, isGrown, lastOf, NO_EVENTS, placeOf } from "../sync/event-list.ts";
import { isText } from "../sync/pending-messages.ts";
import { createFramed } from "../ui/frame-throttle.ts";
import { makeLate } from "../ui/lazy-component.tsx";
import { makeTranscriptPointer } from "./pointer.ts";
import { Presence } from "./presence-line.tsx";
import { Row } from "./row.tsx";
import { estimatedHeight } from "./row-height.ts";
import { Heights } from "./scrolling/row-heights.ts";
import { createHold } from "./scrolling/virtual-list.ts";
import { Unsent } from "./unsent.tsx";
import "./transcript.css";

const Newest = makeLate(async () => (await import("./jump-to-latest.tsx")).Newest);
const MessageSheet = makeLate(async () => (await import("../message/menu-sheet.tsx")).MessageSheet);

/** Gets what messages have when they have anything, once there is nothing better to do: it works offline then, too. */
function fetchParts(): void {
  const fetchAll = () =>
    void Promise.allSettled([
      import("../message/tools.tsx"),
      import("../message/menu-sheet.tsx"),
      import("../message/quote.tsx"),
      import("../message/reactions.tsx"),
      import("../message/send-status.tsx"),
      import("./jump-to-latest.tsx"),
      import("./keys.ts"),
    ]);
  // Safari knows no idle time.
  if ("requestIdleCallback" in window) requestIdleCallback(fetchAll, { timeout: IDLE_MS });
  else setTimeout(fetchAll, IDLE_MS);
}

/** Rows left above what is seen when older ones are asked for. */
const FEW = 20;
/** By then a page that opens has its most urgent work behind it. */
const IDLE_MS = 3000;
/** Of the view's height, left above the first unread message. */
const ABOVE_UNREAD = 0.2;

export function Transcript() {
  const room = useRoom();
  // Messages may come faster than they can be seen.
  const state = createFramed(() => {
    const { held, outbox, cursor, hasOlder } = room.state();
    return { held, outbox, cursor, hasOlder };
  });
  const log = createMemo(() => state().held.log);
  const outbox = createMemo(() => state().outbox);
  const unsent = createMemo(() => outbox().filter(isText));
  // Whatever happens to the log but for newer events at its end, which change nothing of what is there.
  let known = NO_EVENTS;
  const changes = createMemo((count: number) => {
    const isSame = isGrown(known, log());
    known = log();
    return isSame ? count : count + 1;
  }, 0);
  let scroller!: HTMLDivElement;
  let list!: HTMLDivElement;
  let head!: HTMLDivElement;
  let tail!: HTMLDivElement;

  const heights = new Heights();
  const [firstSeen, setFirstSeen] = createSignal(Number.POSITIVE_INFINITY);
  const hold = createHold({
    heights,
    follow() {
      const now = log();
      const keyAt = (place: number) => eventAt(now, place)?.seq ?? -1;
      heights.follow(now.length, keyAt, (place) => estimatedHeight(eventAt(now, place)));
      return now;
    },
    placeOf: (key) => placeOf(untrack(log), key),
    keyAt: (place) => eventAt(untrack(log), place)?.seq,
    seen(first, last) {
      setFirstSeen(first);
      if (untrack(state).cursor !== undefined) room.reading.saw(last);
    },
  });
  const handling = createHandling(room, hold, log);
  const seqs = createMemo(() => eventsIn(log(), hold.span().from, hold.span().to).map(({ seq }) => seq));
  const rest = createMemo(() =>
    room.showsComings() ? presenceBetween(room.presence(), lastOf(log()), undefined) : undefined,
  );
  let obey: ((event: KeyboardEvent) => void) | undefined;
  async function loadKeys(): Promise<void> {
    const { makeTranscriptKeys } = await import("./keys.ts");
    obey ??= makeTranscriptKeys({ room, hold, handling, log });
  }
  function pressed(event: KeyboardEvent): void {
    if (obey !== undefined) obey(event);
    // A key that came before its code.
    else void loadKeys().then(() => obey?.(event));
  }
  function focusIn({ target }: FocusEvent): void {
    handling.focus(seqAt(target), target instanceof Element && target.matches(":focus-visible"));
    void loadKeys();
  }
  const pointer = makeTranscriptPointer(handling, log);

  onMount(() => {
    hold.attach(scroller, list, head, tail);
    // What messages need sooner or later, so that it is there when they come.
    void import("../message/markdown.tsx");
    void laterWords();
    fetchParts();
  });
  createEffect(on([hold.span, hold.moves, seqs], hold.settle));
  // The first page begins at what is unread, where that is more than the view holds.
  const isWelcome = createMemo(() => state().cursor !== undefined);
  createEffect(
    on(isWelcome, () => {
      const { line, unseen } = room.reading;
      const first = untrack(() => (unseen() > 0 ? line() : undefined));
      if (first !== undefined) hold.showUnlessSeen(first, ABOVE_UNREAD);
    }),
  );
  createEffect(() => room.reading.follow(hold.isAtEnd() && isWelcome()));
  // What we say ourselves we want to see, and we have read what there was.
  createEffect(
    on(
      room.outbox,
      (now, before = []) => {
        const known = new Set(before.map(({ nonce }) => nonce));
        if (!now.some((one) => isText(one) && !known.has(one.nonce))) return;
        hold.toEnd();
        room.reading.clear();
      },
      { defer: true },
    ),
  );
  createEffect(() => {
    const isShort = placeOf(log(), firstSeen()) < FEW;
    if (state().hasOlder && isShort) void room.loadOlder();
  });

  return (
    <HandlingContext.Provider value={handling}>
      <div class="transcript-frame">
        <div
          class="transcript"
          ref={scroller}
          onScroll={hold.scrolled}
          onKeyDown={pressed}
          onFocusIn={focusIn}
          onFocusOut={() => handling.focus(undefined, false)}
          onPointerOver={pointer.over}
          onPointerLeave={pointer.leave}
          onPointerDown={pointer.down}
          on:click={pointer.click}
          tabindex={seqs().length === 0 ? 0 : -1}
          role="log"
          aria-live="off"
          aria-label={w().messages}
        >
          <div class="transcript-page">
            <div class="transcript-head" ref={head}>
              <Show when={!state().hasOlder} fallback={<p class="transcript-note">{w().gettingEarlier}</p>}>
                <p class="transcript-beginning" data-unknown={room.state().room === undefined ? "" : undefined}>
                  <Show
                    when={log().length === 0}
                    fallback={firstOf(log())?.seq === 1 ? w().talkBegins : w().earlierGone}
                  >
                    {phrase(w().nothingYet, <code>{room.state().room?.shownCode ?? room.code}</code>)}
                  </Show>
                </p>
              </Show>
            </div>
            <div class="transcript-rows" ref={list}>
              <For each={seqs()}>{(seq) => <Row seq={seq} log={log} changes={changes} hold={hold} />}</For>
            </div>
            <div ref={tail}>
              <Show when={rest()}>{(line) => <Presence line={line()} />}</Show>
              <Unsent messages={unsent()} before={lastOf(log())} />
            </div>
          </div>
        </div>
        <Show when={!hold.isAtEnd()}>
          <Newest go={hold.toEnd} />
        </Show>
      </div>
      <Show when={handling.opened()} keyed>
        {(opened) => <MessageSheet opened={opened} />}
      </Show>
    </HandlingContext.Provider>
  );
}
