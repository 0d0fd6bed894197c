// A native modal dialog that is open while it is mounted; Escape, the backdrop and its close button end it. The focus
// goes back to where it was, however it ends.
import { createUniqueId, type JSX, onCleanup, onMount } from "solid-js";
import { w } from "../words/words.ts";
import "./dialog.css";

export function Dialog(props: { title: string; close: () => void; isWide?: boolean; children: JSX.Element }) {
  const titleId = createUniqueId();
  let dialog!: HTMLDialogElement;
  let isGone = false;
  // A text selected towards the outside ends there too, and is no wish to leave.
  let isPressedOutside = false;
  onMount(() => dialog.showModal());
  onCleanup(() => {
    isGone = true;
    dialog.close();
  });
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the click is on the backdrop; Escape does the same
    <dialog
      ref={dialog}
      class="dialog"
      data-wide={props.isWide ? "" : undefined}
      aria-labelledby={titleId}
      onClose={() => isGone || props.close()}
      onPointerDown={(event) => {
        isPressedOutside = event.target === dialog;
      }}
      onClick={(event) => event.target === dialog && isPressedOutside && dialog.close()}
    >
      <div class="dialog-page">
        <div class="dialog-head">
          <h2 id={titleId}>{props.title}</h2>
          <button type="button" data-look="quiet" aria-label={w().close} onClick={() => dialog.close()}>
            ✕
          </button>
        </div>
        {props.children}
      </div>
    </dialog>
  );
}
