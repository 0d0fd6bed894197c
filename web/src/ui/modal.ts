// A native modal dialog that is open while it is mounted. It says that it ends at once, and not as the browser does some
// time after: by then the same key may have opened it again. The focus goes back to where it was, however it ends.
import { onCleanup, onMount } from "solid-js";

/**
 * Belongs to the Solid owner it is made in.
 * @param close unmounts it; called once
 * @returns what ends it
 */
export function createModal(dialog: () => HTMLDialogElement, close: () => void): () => void {
  let isGone = false;
  const leave = () => {
    if (!isGone) close();
  };
  onMount(() => {
    const element = dialog();
    // Escape, or a phone's way back; "close" comes alone where nobody has touched the page yet.
    element.addEventListener("cancel", (event) => {
      if (event.target !== element) return;
      event.preventDefault();
      leave();
    });
    element.addEventListener("close", leave);
    element.showModal();
  });
  onCleanup(() => {
    isGone = true;
    dialog().close();
  });
  return leave;
}
