import { createSignal, For, Show } from "solid-js";
import type { Knock } from "#protocol/frames";
import type { Refusal } from "../api/api-error.ts";
import { Avatar } from "../avatars/avatar.tsx";
import { memberTexts } from "../i18n/parts/member-texts.ts";
import { phrase } from "../i18n/phrase.ts";
import { t } from "../i18n/t.ts";
import { moderate } from "../room/room-actions.ts";
import { useRoom } from "../room/room-context.ts";
import { DECLINE, Hotkeys, LET_IN, SINGLE_KEYS } from "../ui/hotkeys.ts";
import { ProblemLine } from "../ui/problem-line.tsx";
import "../ui/banner.css";
import "./knocks.css";

/** From this many on, they can be let in all at once. */
const MIN_FOR_ALL = 3;

/** Shows everybody who knocks in one card, each with buttons to let them in or not; two hotkeys do the same. */
export function Knocks(props: { knocks: readonly Knock[] }) {
  const room = useRoom();
  const [problem, setProblem] = createSignal<Refusal>();
  const [answered, setAnswered] = createSignal<readonly string[]>([]);
  const waiting = () => props.knocks.filter(({ userId }) => !answered().includes(userId));
  let list!: HTMLUListElement;

  async function answer(action: "admit" | "deny", userId: string): Promise<void> {
    const isFocused = list.contains(document.activeElement);
    setAnswered((ids) => [...ids, userId]);
    // Without this the focus would go back to the beginning of the page.
    if (isFocused) list.querySelector("button")?.focus();
    const refusal = await moderate(room, action, userId);
    setProblem(refusal);
    if (refusal !== undefined) setAnswered((ids) => ids.filter((id) => id !== userId));
  }

  /** Answers the knock that has the focus, else the oldest. */
  function answerFirst(action: "admit" | "deny"): void {
    const focused = document.activeElement?.closest<HTMLElement>("[data-knock]")?.dataset.knock;
    const id = focused ?? waiting()[0]?.userId;
    if (id !== undefined) void answer(action, id);
  }

  /** Lets in those who wait now, one after another: whoever knocks meanwhile is not among them. */
  async function admitAll(): Promise<void> {
    for (const { userId } of waiting()) await answer("admit", userId);
  }

  return (
    <Show when={waiting().length > 0}>
      <section class="banner knocks" aria-label={t().knocks}>
        <ul ref={list}>
          <For each={waiting()}>
            {({ user, userId, avatar }) => (
              <li data-knock={userId}>
                <Avatar id={userId} name={user} avatar={avatar} />
                <span class="knocks-name">{phrase(t().wantsToJoin, <b dir="auto">{user}</b>)}</span>
                <button
                  type="button"
                  data-look="primary"
                  aria-label={t().letInName(user)}
                  aria-keyshortcuts={LET_IN}
                  onClick={() => answer("admit", userId)}
                >
                  <span class="knocks-word">{t().letIn}</span>
                  <span class="knocks-sign" aria-hidden="true">
                    ✓
                  </span>
                </button>
                <button
                  type="button"
                  data-look="quiet"
                  aria-label={t().declineName(user)}
                  aria-keyshortcuts={DECLINE}
                  onClick={() => answer("deny", userId)}
                >
                  <span class="knocks-word">{t().decline}</span>
                  <span class="knocks-sign" aria-hidden="true">
                    ✕
                  </span>
                </button>
              </li>
            )}
          </For>
        </ul>
        <Show when={waiting().length >= MIN_FOR_ALL}>
          <button class="knocks-all" type="button" onClick={admitAll}>
            {memberTexts().letAllIn}
          </button>
        </Show>
        <ProblemLine problem={problem()} />
        <Hotkeys
          single={() => room.browserStore.get(SINGLE_KEYS) !== "off"}
          actions={{ [LET_IN]: () => answerFirst("admit"), [DECLINE]: () => answerFirst("deny") }}
        />
      </section>
    </Show>
  );
}
