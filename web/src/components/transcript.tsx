// The talk so far: stays at the newest while the reader does, shows older messages when they scroll up, and never moves
// what they are reading.
import { createEffect, createMemo, createSignal, For, on, onCleanup, onMount, Show, untrack } from "solid-js";
import { useRoom } from "../room/context.ts";
import { isText } from "../room/outgoing.ts";
import { beginsDay, beginsGroup, entriesOf, indexOf, isEvent } from "../room/transcript.ts";
import { dayName } from "../text/time.ts";
import { Message, Unsent } from "./message.tsx";
import { Presence } from "./presence.tsx";
import "./transcript.css";
import { changeSaid } from "../words/changes.ts";
import { phrase } from "../words/phrase.ts";
import { w } from "../words/words.ts";

/** Events in the page at first, and how many more each time the reader reaches the top. */
const SHOWN = 150;
/** Closer to the end than this counts as reading the newest. */
const NEAR_PX = 100;
const REACHING_TOP_PX = 300;

export function Transcript() {
  const room = useRoom();
  const [isAtEnd, setAtEnd] = createSignal(true);
  const [hasNews, setNews] = createSignal(false);
  // The seq of the oldest event in the page. It goes back when the reader does, which `reaches` counts.
  let from = 0;
  const [reaches, setReaches] = createSignal(0);
  const entries = createMemo(() => {
    reaches();
    const events = room.events();
    // Old messages leave the page only while nobody could see it.
    if (untrack(isAtEnd) && events.length - indexOf(events, from) > 2 * SHOWN) from = events.at(-SHOWN)?.seq ?? 0;
    return entriesOf(events, room.presence(), from);
  });
  const hasMore = () => entries() && (indexOf(room.events(), from) > 0 || room.state().hasOlder);
  const isOwn = (userId: string | null) => userId !== null && userId === room.state().you?.id;
  let scroller!: HTMLDivElement;
  let content!: HTMLDivElement;
  let wasHeight = 0;

  const toEnd = () => {
    scroller.scrollTop = scroller.scrollHeight;
    setAtEnd(true);
    setNews(false);
  };

  async function older(): Promise<void> {
    if (indexOf(room.events(), from) === 0) await room.loadOlder();
    const events = room.events();
    const hidden = indexOf(events, from);
    if (hidden === 0) return;
    from = events[Math.max(0, hidden - SHOWN)]?.seq ?? 0;
    setReaches((times) => times + 1);
  }

  function scrolled(): void {
    const fromEnd = scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop;
    setAtEnd(fromEnd < NEAR_PX);
    if (isAtEnd()) setNews(false);
    if (scroller.scrollTop < REACHING_TOP_PX && hasMore()) void older();
  }

  /** What grew above the reader pushes them down by as much; what grew below is followed only from the end. */
  createEffect(
    on(entries, (now, before = []) => {
      const [wasFirst] = before;
      const isPrepended = wasFirst !== undefined && now[0] !== wasFirst && now.includes(wasFirst);
      if (isAtEnd()) toEnd();
      else if (isPrepended) scroller.scrollTop += scroller.scrollHeight - wasHeight;
      else setNews(true);
      wasHeight = scroller.scrollHeight;
      // A page that doesn't fill the view can't be scrolled up for more.
      if (wasHeight <= scroller.clientHeight && now.length > 0 && hasMore()) void older();
    }),
  );
  // What we say ourselves we want to see.
  createEffect(
    on(room.outbox, (now, before = []) => {
      if (now.length > before.length || isAtEnd()) toEnd();
    }),
  );
  onMount(() => {
    const resized = new ResizeObserver(() => {
      if (isAtEnd()) toEnd();
      wasHeight = scroller.scrollHeight;
    });
    resized.observe(scroller);
    resized.observe(content);
    onCleanup(() => resized.disconnect());
  });

  const isFirstUnsent = (at: number) => {
    const last = entries().at(-1);
    return at === 0 && !(last !== undefined && isEvent(last) && last.type === "chat" && isOwn(last.userId));
  };

  return (
    <div class="transcript-frame">
      <div
        class="transcript"
        ref={scroller}
        onScroll={scrolled}
        tabindex="0"
        role="log"
        aria-live="off"
        aria-label={w().messages}
      >
        <div class="transcript-page" ref={content}>
          <Show when={!hasMore() && room.phase().is === "open"}>
            <p class="transcript-beginning">
              <Show
                when={room.events().length === 0}
                fallback={room.events()[0]?.seq === 1 ? w().talkBegins : w().earlierGone}
              >
                {phrase(w().nothingYet, <code>{room.state().room?.shownCode}</code>)}
              </Show>
            </p>
          </Show>
          <For each={entries()}>
            {(entry, at) => {
              const before = () => entries()[at() - 1];
              if (!isEvent(entry)) return <Presence line={entry} />;
              return (
                <>
                  <Show when={beginsDay(before(), entry)}>
                    <p class="transcript-day">{dayName(entry.timestamp)}</p>
                  </Show>
                  {entry.type === "chat" ? (
                    <Message event={entry} isOwn={isOwn(entry.userId)} isFirst={beginsGroup(before(), entry)} />
                  ) : (
                    <p class="transcript-note">{changeSaid(entry)}</p>
                  )}
                </>
              );
            }}
          </For>
          <For each={room.outbox().filter(isText)}>
            {(message, at) => (
              <Unsent
                message={message}
                you={room.state().you}
                isFirst={isFirstUnsent(at())}
                retry={() => room.retry(message.nonce)}
                discard={() => room.discard(message.nonce)}
              />
            )}
          </For>
        </div>
      </div>
      <Show when={hasNews() && !isAtEnd()}>
        <button class="transcript-news" type="button" data-look="primary" onClick={toEnd}>
          {w().newMessages} ↓
        </button>
      </Show>
    </div>
  );
}
