// Who wants to come in, for those who may let them: one card with everybody, each answered by a click, or by a key while
// the card has the focus or nobody is writing.
import { createSignal, For, Show } from "solid-js";
import type { Knock } from "#protocol/frames";
import { Avatar } from "../avatars/avatar.tsx";
import { phrase } from "../i18n/phrase.ts";
import { said } from "../i18n/refusal-texts.ts";
import { w } from "../i18n/t.ts";
import { useRoom } from "../room/context.ts";
import { moderate } from "../room/room-actions.ts";
import type { Refusal } from "../sync/room-reducer.ts";
import { Keys, LET_IN, NOT_NOW, SINGLE_KEYS } from "../ui/hotkeys.ts";
import "../banners/banner.css";
import "./knocks.css";

export function Knocks(props: { knocks: readonly Knock[] }) {
  const room = useRoom();
  const [problem, setProblem] = createSignal<Refusal>();
  const [answered, setAnswered] = createSignal<readonly string[]>([]);
  const waiting = () => props.knocks.filter(({ userId }) => !answered().includes(userId));
  let list!: HTMLUListElement;

  async function answer(action: "admit" | "deny", userId: string): Promise<void> {
    const isFocused = list.contains(document.activeElement);
    setAnswered((ids) => [...ids, userId]);
    // The focus goes to the next in the list, not back to the page's beginning.
    if (isFocused) list.querySelector("button")?.focus();
    const refusal = await moderate(room, action, userId);
    setProblem(refusal);
    if (refusal !== undefined) setAnswered((ids) => ids.filter((id) => id !== userId));
  }

  /** The one in focus, else who has waited longest. */
  function answerFirst(action: "admit" | "deny"): void {
    const focused = document.activeElement?.closest<HTMLElement>("[data-knock]")?.dataset.knock;
    const id = focused ?? waiting()[0]?.userId;
    if (id !== undefined) void answer(action, id);
  }

  return (
    <Show when={waiting().length > 0}>
      <section class="note knocks" aria-label={w().knocking}>
        <ul ref={list}>
          <For each={waiting()}>
            {({ user, userId, avatar }) => (
              <li data-knock={userId}>
                <Avatar id={userId} name={user} avatar={avatar} />
                <span class="knocks-who">{phrase(w().wantsIn, <b dir="auto">{user}</b>)}</span>
                <span class="note-ways">
                  <button
                    type="button"
                    aria-label={w().letInName(user)}
                    aria-keyshortcuts={LET_IN}
                    onClick={() => answer("admit", userId)}
                  >
                    {w().letIn}
                  </button>
                  <button
                    type="button"
                    aria-label={w().notNowName(user)}
                    aria-keyshortcuts={NOT_NOW}
                    onClick={() => answer("deny", userId)}
                  >
                    {w().notNow}
                  </button>
                </span>
              </li>
            )}
          </For>
        </ul>
        <Show when={problem()}>
          {(refusal) => (
            <p class="note-problem" role="alert">
              {said(refusal())}
            </p>
          )}
        </Show>
        <Keys
          single={() => room.kept.get(SINGLE_KEYS) !== "off"}
          acts={{ [LET_IN]: () => answerFirst("admit"), [NOT_NOW]: () => answerFirst("deny") }}
        />
      </section>
    </Show>
  );
}
