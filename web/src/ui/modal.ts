import { onCleanup, onMount } from "solid-js";
import { modalHistory } from "../browser/modal-history.ts";

/**
 * Keeps a native modal dialog open while it is mounted. It calls `close` at once, not with the browser's later "close" event:
 * by then the same key may have opened the dialog again. Going back in the history closes it, too. The focus returns to where
 * it was. Belongs to the Solid owner it is created in.
 * @param close unmounts it; called once
 * @returns a function that closes it
 */
export function createModal(dialog: () => HTMLDialogElement, close: () => void): () => void {
  let isGone = false;
  const leave = () => {
    if (!isGone) close();
  };
  onMount(() => {
    const element = dialog();
    // Escape or a phone's back gesture. On a page that nobody has touched yet, only "close" comes.
    element.addEventListener("cancel", (event) => {
      if (event.target !== element) return;
      event.preventDefault();
      leave();
    });
    element.addEventListener("close", leave);
    element.showModal();
    onCleanup(modalHistory.open(leave));
  });
  onCleanup(() => {
    isGone = true;
    dialog().close();
  });
  return leave;
}
