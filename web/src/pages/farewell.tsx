// Where a room is not, or not any more: says which, and offers a new one.
import { createEffect, createSignal, Show } from "solid-js";
import type { EndReason } from "#protocol/frames";
import { Mark } from "../components/mark.tsx";
import { Sky } from "../components/sky.tsx";
import { type Founder, found, USUAL_LIFE } from "../founding.ts";
import { BASE, goHome } from "../route.ts";
import "./farewell.css";

export type Why = "ended" | "unknown" | "nowhere" | "refused" | "replaced";

const WORDS: Record<Why, { title: string; words: string }> = {
  ended: { title: "This room has ended", words: "Everything said in it is erased." },
  unknown: { title: "There is no such room", words: "Check the code for a slip, or ask for the link again." },
  nowhere: { title: "There is nothing here", words: "This address doesn’t lead to a room." },
  refused: { title: "You can’t come in just now", words: "The room didn’t let you in." },
  replaced: { title: "You are here somewhere else", words: "This room is open in too many of your tabs." },
};

const ENDED: Record<EndReason, string> = {
  expired: "Its time was over. Everything said in it is erased.",
  idle: "Everybody had left. Everything said in it is erased.",
  ended: "It was ended by hand. Everything said in it is erased.",
};

type Circumstances = {
  why: Why;
  /** Why it ended, if we were there. */
  ended?: EndReason | undefined;
  /** The server's own words. */
  said?: string | undefined;
  rejoin?: (() => void) | undefined;
};

export function Farewell(props: Founder & Circumstances) {
  const words = () => (props.ended && ENDED[props.ended]) ?? props.said ?? WORDS[props.why].words;
  const [problem, setProblem] = createSignal<string>();
  createEffect(() => {
    document.title = `${WORDS[props.why].title} · Mayfly`;
  });
  return (
    <main class="farewell" data-why={props.why}>
      <Show when={props.why === "ended"}>
        <Sky life={0} />
      </Show>
      <Mark />
      <h1>{WORDS[props.why].title}</h1>
      <p dir="auto">{words()}</p>
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
