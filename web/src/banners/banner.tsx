// One card of news about the room itself, with what can be done about it. What it says to those who listen, Notes says.
import { type JSX, Show } from "solid-js";
import { w } from "../i18n/t.ts";
import "./banner.css";

type NoteProps = {
  words: JSX.Element;
  /** Buttons and links. */
  children: JSX.Element;
  isLate?: boolean;
  putAway?: () => void;
  problem?: string | undefined;
};

export function Note(props: NoteProps) {
  return (
    <div class="note" data-late={props.isLate ? "" : undefined}>
      <p>{props.words}</p>
      <div class="note-ways">{props.children}</div>
      <Show when={props.putAway}>
        {(putAway) => (
          <button class="note-close" type="button" data-look="quiet" aria-label={w().close} onClick={putAway()}>
            ✕
          </button>
        )}
      </Show>
      <Show when={props.problem}>
        <p class="note-problem" role="alert">
          {props.problem}
        </p>
      </Show>
    </div>
  );
}
