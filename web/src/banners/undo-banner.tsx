import { createEffect, createSignal, For, on, onCleanup, Show } from "solid-js";
import { t } from "../i18n/t.ts";
import { useRoom } from "../room/room-context.ts";
import type { Undo } from "../room/undo.ts";
import { isUndoable } from "../sync/pending-messages.ts";
import { Banner } from "../ui/banner.tsx";

/** Shows what was just done and can be undone for a few seconds: deleted messages and removed members. */
export function UndoBanner(props: { undo: Undo }) {
  const room = useRoom();
  const [announcement, announce] = createSignal("");
  const deletions = () =>
    room.outbox().filter((message) => message.failure === undefined && isUndoable(message, room.state().now));
  function undoDeletions(): void {
    for (const { nonce } of deletions()) room.discard(nonce);
  }
  const stop = new AbortController();
  // After the page is gone nothing can be undone, so everything pending is done now.
  addEventListener("pagehide", () => props.undo.runAll(), { signal: stop.signal });
  onCleanup(() => stop.abort());
  createEffect(
    on(
      () => [deletions().length, props.undo.pending().length],
      ([deleted = 0], before) => {
        if (deleted > (before?.[0] ?? 0)) announce(t().messagesDeleted(deleted));
        else announce(props.undo.pending().at(-1)?.text() ?? "");
      },
    ),
  );

  return (
    <>
      <p class="visually-hidden" role="status">
        {announcement()}
      </p>
      <div class="banner-toasts">
        <Show when={deletions().length > 0}>
          <Banner text={t().messagesDeleted(deletions().length)}>
            <button type="button" onClick={undoDeletions}>
              {t().undo}
            </button>
          </Banner>
        </Show>
        <For each={props.undo.pending()}>
          {(action) => (
            <Banner text={action.text()}>
              <button type="button" onClick={() => props.undo.undo(action.id)}>
                {t().undo}
              </button>
            </Banner>
          )}
        </For>
      </div>
    </>
  );
}
