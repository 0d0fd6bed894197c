// A native modal dialog that is open while it is mounted; Escape, the backdrop and its close button end it.
import { type JSX, onMount } from "solid-js";
import "./dialog.css";
import { w } from "../words/words.ts";

export function Dialog(props: { title: string; close: () => void; children: JSX.Element }) {
  let dialog!: HTMLDialogElement;
  onMount(() => dialog.showModal());
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the click is on the backdrop; Escape does the same
    <dialog
      ref={dialog}
      class="dialog"
      aria-labelledby="dialog-title"
      onClose={() => props.close()}
      onClick={(event) => event.target === dialog && dialog.close()}
    >
      <div class="dialog-page">
        <div class="dialog-head">
          <h2 id="dialog-title">{props.title}</h2>
          <button type="button" data-look="quiet" aria-label={w().close} onClick={() => dialog.close()}>
            ✕
          </button>
        </div>
        {props.children}
      </div>
    </dialog>
  );
}
