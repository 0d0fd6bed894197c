import { createSignal, type JSX } from "solid-js";
import type { Refusal } from "../api/api-error.ts";
import { Dialog } from "./dialog.tsx";
import { ProblemLine } from "./problem-line.tsx";

/** Asks for confirmation of something that can't be undone. */
export function ConfirmDialog(props: {
  title: string;
  text: string;
  /** The id of the line that says why it failed. */
  problemId?: string;
  cancelLabel: string;
  confirmLabel: string;
  /** Does it, and returns why it failed. The dialog closes when it has succeeded. */
  confirm: () => Promise<Refusal | undefined>;
  close: () => void;
  /** What has to be filled in before. */
  children?: JSX.Element;
}) {
  const [problem, setProblem] = createSignal<Refusal>();
  const [isBusy, setBusy] = createSignal(false);

  async function confirm(): Promise<void> {
    setBusy(true);
    const refusal = await props.confirm();
    setBusy(false);
    setProblem(refusal);
    if (refusal === undefined) props.close();
  }

  return (
    <Dialog title={props.title} close={props.close}>
      <p>{props.text}</p>
      {props.children}
      <ProblemLine id={props.problemId} problem={problem()} />
      <div class="dialog-buttons">
        <button type="button" autofocus onClick={props.close}>
          {props.cancelLabel}
        </button>
        <button class="dialog-danger" data-sure="" type="button" disabled={isBusy()} onClick={confirm}>
          {props.confirmLabel}
        </button>
      </div>
    </Dialog>
  );
}
