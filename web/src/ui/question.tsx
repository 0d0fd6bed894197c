// The second thought before what can't be undone.
import { createSignal, Show } from "solid-js";
import { said } from "../i18n/refusal-texts.ts";
import type { Refusal } from "../sync/room-reducer.ts";
import { Dialog } from "./dialog.tsx";
import "../room-view/room-settings-dialog.css";

export function Question(props: {
  title: string;
  words: string;
  /** On the button that does nothing. */
  keep: string;
  /** On the button that does it. */
  act: string;
  /** @returns why not; what it did closes this */
  does: () => Promise<Refusal | undefined>;
  close: () => void;
}) {
  const [problem, setProblem] = createSignal<Refusal>();
  const [isBusy, setBusy] = createSignal(false);

  async function act(): Promise<void> {
    setBusy(true);
    const refusal = await props.does();
    setBusy(false);
    setProblem(refusal);
    if (refusal === undefined) props.close();
  }

  return (
    <Dialog title={props.title} close={props.close}>
      <p>{props.words}</p>
      <Show when={problem()}>
        {(refusal) => (
          <p class="roomsheet-problem" role="alert">
            {said(refusal())}
          </p>
        )}
      </Show>
      <div class="dialog-buttons">
        <button type="button" autofocus onClick={props.close}>
          {props.keep}
        </button>
        <button class="roomsheet-end" data-sure="" type="button" disabled={isBusy()} onClick={act}>
          {props.act}
        </button>
      </div>
    </Dialog>
  );
}
