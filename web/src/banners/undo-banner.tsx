// What has just been done and can be taken back for a few seconds: a deletion, a removal.
import { createEffect, createSignal, For, on, onCleanup, Show } from "solid-js";
import { w } from "../i18n/t.ts";
import { useRoom } from "../room/context.ts";
import type { Undoing } from "../room/undo.ts";
import { Note } from "./banner.tsx";

export function Undoings(props: { undoing: Undoing }) {
  const room = useRoom();
  const [said, say] = createSignal("");
  const deletions = () =>
    room.outbox().filter(({ notBefore = 0, failure }) => failure === undefined && notBefore > room.state().now);
  function takeBack(): void {
    for (const { nonce } of deletions()) room.discard(nonce);
  }
  const stop = new AbortController();
  // Who leaves has meant it.
  addEventListener("pagehide", () => props.undoing.doAll(), { signal: stop.signal });
  onCleanup(() => stop.abort());
  createEffect(
    on(
      () => [deletions().length, props.undoing.pending().length],
      ([deleted = 0], before) => {
        if (deleted > (before?.[0] ?? 0)) say(w().messageGoes(deleted));
        else say(props.undoing.pending().at(-1)?.words() ?? "");
      },
    ),
  );

  return (
    <>
      <p class="unseen" role="status">
        {said()}
      </p>
      <Show when={deletions().length > 0}>
        <Note words={w().messageGoes(deletions().length)}>
          <button type="button" onClick={takeBack}>
            {w().undo}
          </button>
        </Note>
      </Show>
      <For each={props.undoing.pending()}>
        {(one) => (
          <Note words={one.words()}>
            <button type="button" onClick={() => props.undoing.undo(one.id)}>
              {w().undo}
            </button>
          </Note>
        )}
      </For>
    </>
  );
}
