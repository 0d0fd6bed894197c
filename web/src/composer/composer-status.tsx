import { Show } from "solid-js";
import { refusalText } from "../i18n/refusal-texts.ts";
import { t } from "../i18n/t.ts";
import type { Draft } from "../room/draft.ts";
import { useRoom } from "../room/room-context.ts";

/** Shows below the composer's text how many characters are left, why it was refused, and how to undo clearing it. */
export function ComposerStatus(props: {
  id: string;
  draft: Draft;
  /** Whether a paste was too long to be accepted. */
  isPasteTooLong: boolean;
  undo: () => void;
}) {
  const room = useRoom();
  const left = () => props.draft.check().left;
  const over = () => Math.max(0, -(left() ?? 0));
  const isTooLong = () => props.isPasteTooLong || over() > 0;
  return (
    <p id={props.id} class="composer-status" data-over={isTooLong() ? "" : undefined}>
      <Show when={left() !== undefined}>
        <span class="composer-left">{over() > 0 ? t().charactersOver(over()) : t().charactersLeft(left() ?? 0)}</span>
      </Show>
      {/* A screen reader hears this once; the count above changes with every letter. */}
      <span role="status">{isTooLong() && t().messageAtMost(props.draft.maxLength())}</span>
      <Show when={room.state().refusal}>
        {(refusal) => (
          <span class="composer-refusal" role="alert">
            {refusalText(refusal())}
          </span>
        )}
      </Show>
      <span role="status">{props.draft.cleared() !== undefined && t().draftCleared}</span>
      <Show when={props.draft.cleared()}>
        <button type="button" data-look="link" onClick={() => props.undo()}>
          {t().undo}
        </button>
      </Show>
    </p>
  );
}
