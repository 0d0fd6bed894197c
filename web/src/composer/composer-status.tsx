// What there is to say about what is written: how much more fits, why it was refused, how to get back what was cleared.
import { Show } from "solid-js";
import { said } from "../i18n/refusal-texts.ts";
import { w } from "../i18n/t.ts";
import { useRoom } from "../room/context.ts";
import type { Writing } from "../room/draft.ts";

export function ComposerNote(props: {
  id: string;
  writing: Writing;
  /** Something was far too long to be taken. */
  isDeclined: boolean;
  undo: () => void;
}) {
  const room = useRoom();
  const left = () => props.writing.verdict().left;
  const over = () => Math.max(0, -(left() ?? 0));
  const isTooLong = () => props.isDeclined || over() > 0;
  return (
    <p id={props.id} class="composer-note" data-over={isTooLong() ? "" : undefined}>
      <Show when={left() !== undefined}>
        <span class="composer-left">{over() > 0 ? w().charactersOver(over()) : w().charactersLeft(left() ?? 0)}</span>
      </Show>
      {/* Said once: the count changes with every letter. */}
      <span role="status">{isTooLong() && w().messageAtMost(props.writing.most())}</span>
      <Show when={room.state().refusal}>
        {(refusal) => (
          <span class="composer-refusal" role="alert">
            {said(refusal())}
          </span>
        )}
      </Show>
      <span role="status">{props.writing.cleared() !== undefined && w().cleared}</span>
      <Show when={props.writing.cleared()}>
        <button type="button" data-look="link" onClick={() => props.undo()}>
          {w().undo}
        </button>
      </Show>
    </p>
  );
}
