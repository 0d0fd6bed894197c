// Only the rows near the view and those that are selected are in the page, so the browser's own search finds only those.
import { createMemo, For, type JSX, onMount, Show } from "solid-js";
import { loadLazyTexts, t } from "../i18n/t.ts";
import { createMessageInteraction, MessageInteractionContext, seqAt } from "../message/message-interaction.ts";
import { presenceBetween } from "../room/grouping.ts";
import { useRoom } from "../room/room-context.ts";
import { EMPTY_LIST, firstEvent, hasMessage, isExtendedBy, lastEvent } from "../sync/event-list.ts";
import { isText } from "../sync/pending-messages.ts";
import { createFrameThrottle } from "../ui/frame-throttle.ts";
import { createLazyComponent } from "../ui/lazy-component.tsx";
import { PresenceLine } from "./lazy-parts.tsx";
import { TranscriptRow } from "./row.tsx";
import { createTranscriptScrolling } from "./transcript-scrolling.ts";
import "./transcript.css";

const JumpToLatest = createLazyComponent(() => import("./jump-to-latest.tsx"), "JumpToLatest");
const KeptRows = createLazyComponent(() => import("./kept-rows.ts"), "KeptRows");
const TranscriptPointer = createLazyComponent(() => import("./transcript-pointer.ts"), "TranscriptPointer");
const UnsentMessages = createLazyComponent(() => import("./unsent-messages.tsx"), "UnsentMessages");
const MessagePopover = createLazyComponent(() => import("../message/message-popover.tsx"), "MessagePopover");

/**
 * Shows the room's messages and events in a virtual list.
 * @param props.whenEmpty is shown until something is said
 */
export function Transcript(props: { whenEmpty: JSX.Element }) {
  const room = useRoom();
  // Messages may come faster than frames are drawn.
  const state = createFrameThrottle(() => {
    const { messages, outbox, cursor, hasOlder, room: view } = room.state();
    return { messages, outbox, cursor, hasOlder, view };
  });
  const log = createMemo(() => state().messages.log);
  const outbox = createMemo(() => state().outbox);
  const unsent = createMemo(() => outbox().filter(isText));
  const isEmpty = createMemo(() => unsent().length === 0 && !hasMessage(log()));
  // Counts the changes of the log other than newer events at its end, which leave the existing rows as they are.
  let previousLog = EMPTY_LIST;
  const changes = createMemo((count: number) => {
    const isOnlyAppended = isExtendedBy(previousLog, log());
    previousLog = log();
    return isOnlyAppended ? count : count + 1;
  }, 0);
  let scroller!: HTMLDivElement;
  let rows!: HTMLDivElement;
  let head!: HTMLDivElement;
  let tail!: HTMLDivElement;

  const { virtualList, seqs } = createTranscriptScrolling({
    room,
    state,
    log,
    elements: () => ({ scroller, rows, others: [head, tail] }),
  });
  const interaction = createMessageInteraction(room, virtualList, log);
  const trailingPresence = createMemo(() =>
    room.showsJoins() ? presenceBetween(room.presenceLog(), lastEvent(log()), undefined) : undefined,
  );
  let handleKey: ((event: KeyboardEvent) => void) | undefined;
  async function loadKeys(): Promise<void> {
    const { createTranscriptKeys } = await import("./transcript-keys.ts");
    handleKey ??= createTranscriptKeys({ room, virtualList, interaction, log });
  }
  function onKeyDown(event: KeyboardEvent): void {
    if (handleKey !== undefined) handleKey(event);
    // The key came before the code that handles it.
    else void loadKeys().then(() => handleKey?.(event));
  }
  function onFocusIn({ target }: FocusEvent): void {
    interaction.focus(seqAt(target), target instanceof Element && target.matches(":focus-visible"));
    void loadKeys();
  }
  /** While the focus stays within, what gets it says so: the tools of a message must be there when Tab reaches them. */
  function onFocusOut({ relatedTarget }: FocusEvent): void {
    if (!(relatedTarget instanceof Node && scroller.contains(relatedTarget))) interaction.focus(undefined, false);
  }

  onMount(() => {
    // Messages will need these, so they are fetched in advance.
    void import("../message/markdown.tsx");
    void loadLazyTexts();
  });

  return (
    <MessageInteractionContext.Provider value={interaction}>
      <div class="transcript-frame">
        <div
          class="transcript"
          ref={scroller}
          onScroll={virtualList.onScroll}
          onKeyDown={onKeyDown}
          onFocusIn={onFocusIn}
          onFocusOut={onFocusOut}
          tabindex={seqs().length === 0 ? 0 : -1}
          role="log"
          aria-live="off"
          aria-label={t().messages}
        >
          <div class="transcript-page">
            <div class="transcript-head" ref={head}>
              <Show when={!state().hasOlder} fallback={<p class="transcript-line">{t().loadingOlder}</p>}>
                <Show
                  when={isEmpty() && state().view}
                  fallback={
                    <p class="transcript-beginning" data-unknown={state().view === undefined ? "" : undefined}>
                      {(firstEvent(log())?.seq ?? 1) === 1 ? t().historyStart : t().historyGone}
                    </p>
                  }
                >
                  {props.whenEmpty}
                </Show>
              </Show>
            </div>
            <div class="transcript-rows" ref={rows}>
              <For each={seqs()}>
                {(seq) => <TranscriptRow seq={seq} log={log} changes={changes} virtualList={virtualList} />}
              </For>
            </div>
            <div ref={tail}>
              <Show when={trailingPresence()}>{(line) => <PresenceLine line={line()} />}</Show>
              <UnsentMessages messages={unsent()} before={lastEvent(log())} />
            </div>
          </div>
        </div>
        <KeptRows log={log} rows={rows} virtualList={virtualList} />
        <TranscriptPointer log={log} scroller={scroller} />
        <Show when={!virtualList.isAtEnd()}>
          <JumpToLatest go={virtualList.scrollToEnd} />
        </Show>
      </div>
      <Show when={interaction.openPopover()} keyed>
        {(open) => <MessagePopover open={open} />}
      </Show>
    </MessageInteractionContext.Provider>
  );
}
