import { createSignal, onCleanup, Show } from "solid-js";
import { hasFiles, hasOnlyFiles } from "../browser/transferred-files.ts";
import { t } from "../i18n/t.ts";
import "./refuse-files.css";

const SHOWN_MS = 8000;

/**
 * Answers files that are pasted or dropped where none can go with a sentence; what a room has taken isn't answered. Without
 * it, a browser leaves the page and opens a dropped file.
 */
export function RefuseFiles() {
  const [isShown, setShown] = createSignal(false);
  const stop = new AbortController();
  let timer = 0;

  function refuse(event: Event): void {
    event.preventDefault();
    clearTimeout(timer);
    setShown(true);
    timer = window.setTimeout(() => setShown(false), SHOWN_MS);
  }
  function onDrag(event: DragEvent): void {
    if (event.defaultPrevented || event.dataTransfer === null || !hasFiles(event.dataTransfer)) return;
    if (event.type === "drop") refuse(event);
    // Only what may be dropped here comes as a drop, which can be answered.
    else event.preventDefault();
  }
  function onPaste(event: ClipboardEvent): void {
    if (!event.defaultPrevented && event.clipboardData !== null && hasOnlyFiles(event.clipboardData)) refuse(event);
  }
  addEventListener("dragover", onDrag, { signal: stop.signal });
  addEventListener("drop", onDrag, { signal: stop.signal });
  addEventListener("paste", onPaste, { signal: stop.signal });
  onCleanup(() => {
    stop.abort();
    clearTimeout(timer);
  });

  return (
    <Show when={isShown()}>
      <p class="refuse-files" role="alert">
        {t().filesRefused}
      </p>
    </Show>
  );
}
