import { createUniqueId, type JSX, Show } from "solid-js";
import { CloseButton } from "./close-button.tsx";
import { createModal } from "./modal.ts";
import "./dialog.css";

/** Shows a modal dialog with a title. Escape, a click on the backdrop and its close button close it. */
export function Dialog(props: {
  title: string;
  /** Shown before the title. */
  face?: JSX.Element;
  close: () => void;
  isWide?: boolean;
  /** News that stands beside the title, and that screen readers announce; without it, there is no place for any. */
  status?: string;
  children: JSX.Element;
}) {
  const titleId = createUniqueId();
  let dialog!: HTMLDialogElement;
  // Selecting text may end in a click on the backdrop, which must not close the dialog.
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
          <h2 id={titleId} dir={props.face === undefined ? undefined : "auto"}>
            {props.face}
            {props.title}
          </h2>
          <Show when={props.status !== undefined}>
            <p class="dialog-status" role="status">
              {props.status}
            </p>
          </Show>
          <CloseButton onClick={leave} />
        </div>
        {props.children}
      </div>
    </dialog>
  );
}
