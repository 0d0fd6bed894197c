import { vanishLabel } from "../i18n/parts/vanish-label.ts";
import { createPopover } from "../ui/popover.ts";
import { attachTexts } from "./file-summary-texts.ts";
import { fileTexts } from "./file-texts.ts";
import "./attach-menu.css";

/** Asks whether to take a photo, to choose files, or to choose a life for messages. */
export function AttachMenu(props: {
  anchor: HTMLElement;
  chooseFiles: () => void;
  takePhoto: () => void;
  chooseLife: () => void;
  close: () => void;
}) {
  let dialog!: HTMLDialogElement;
  const leave = createPopover({
    dialog: () => dialog,
    anchor: () => props.anchor.getBoundingClientRect(),
    preferredSize: () => ({ width: dialog.offsetWidth, height: dialog.offsetHeight }),
    isSheet: () => true,
    close: () => props.close(),
  });
  function closeThen(act: () => void): void {
    // Browsers open a picker only while they handle the click.
    act();
    leave();
  }
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the click is on the backdrop; Escape does the same
    <dialog
      ref={dialog}
      class="attach-menu"
      aria-label={attachTexts().attach}
      onClick={(event) => event.target === dialog && leave()}
    >
      <button type="button" data-look="quiet" onClick={() => closeThen(props.takePhoto)}>
        {fileTexts().takePhoto}
      </button>
      <button type="button" data-look="quiet" onClick={() => closeThen(props.chooseFiles)}>
        {fileTexts().chooseFiles}
      </button>
      <button type="button" data-look="quiet" onClick={() => closeThen(props.chooseLife)}>
        {vanishLabel()}
      </button>
    </dialog>
  );
}
