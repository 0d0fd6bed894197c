// A modal dialog with a title: Escape, the backdrop and its close button end it.
import { createUniqueId, type JSX } from "solid-js";
import { w } from "../i18n/t.ts";
import { createModal } from "./modal.ts";
import "./dialog.css";

export function Dialog(props: { title: string; close: () => void; isWide?: boolean; children: JSX.Element }) {
  const titleId = createUniqueId();
  let dialog!: HTMLDialogElement;
  // A text selected towards the outside ends there too, and is no wish to leave.
  let isPressedOutside = false;
  const leave = createModal(
    () => dialog,
    () => props.close(),
  );
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the click is on the backdrop; Escape does the same
    <dialog
      ref={dialog}
      class="dialog"
      data-wide={props.isWide ? "" : undefined}
      aria-labelledby={titleId}
      onPointerDown={(event) => {
        isPressedOutside = event.target === dialog;
      }}
      onClick={(event) => event.target === dialog && isPressedOutside && leave()}
    >
      <div class="dialog-page">
        <div class="dialog-head">
          <h2 id={titleId}>{props.title}</h2>
          <button type="button" data-look="quiet" aria-label={w().close} onClick={leave}>
            ✕
          </button>
        </div>
        {props.children}
      </div>
    </dialog>
  );
}
