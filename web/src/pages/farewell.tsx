// Where a room is not, or not any more: says which, and offers a new one.
import { createEffect, createSignal, Show } from "solid-js";
import { Mark } from "../components/mark.tsx";
import { type Founder, found, USUAL_LIFE } from "../founding.ts";
import { BASE, goHome } from "../route.ts";
import "./farewell.css";

export type Why = "ended" | "unknown" | "nowhere" | "refused" | "replaced";

const WORDS: Record<Why, { title: string; words: string }> = {
  ended: { title: "This room has ended", words: "Its time is over, and everything said in it is erased." },
  unknown: { title: "There is no such room", words: "Check the code for a slip, or ask for the link again." },
  nowhere: { title: "There is nothing here", words: "This address doesn’t lead to a room." },
  refused: { title: "You can’t come in just now", words: "The room didn’t let you in." },
  replaced: { title: "You are here somewhere else", words: "This room is open in too many of your tabs." },
};

export function Farewell(props: Founder & { why: Why; said?: string | undefined; rejoin?: (() => void) | undefined }) {
  const [problem, setProblem] = createSignal<string>();
  createEffect(() => {
    document.title = `${WORDS[props.why].title} · Mayfly`;
  });
  return (
    <main class="farewell" data-why={props.why}>
      <Mark />
      <h1>{WORDS[props.why].title}</h1>
      <p dir="auto">{props.said ?? WORDS[props.why].words}</p>
      <div class="farewell-ways">
        <Show when={props.rejoin}>
          {(rejoin) => (
            <button type="button" data-look="primary" onClick={rejoin()}>
              Try again
            </button>
          )}
        </Show>
        <button
          type="button"
          data-look={props.rejoin === undefined ? "primary" : undefined}
          onClick={async () => setProblem((await found(props, { ttlMinutes: USUAL_LIFE }))?.message)}
        >
          New room
        </button>
        <a
          href={BASE.href}
          onClick={(event) => {
            event.preventDefault();
            goHome();
          }}
        >
          All rooms
        </a>
      </div>
      <Show when={problem()}>{(words) => <p role="alert">{words()}</p>}</Show>
    </main>
  );
}
