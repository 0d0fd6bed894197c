import { Show } from "solid-js";
import type { Refusal } from "../api/api-error.ts";
import { refusalText } from "../i18n/refusal-texts.ts";

/** Shows why something was refused or a field is wrong; nothing without a problem. Screen readers announce it at once. */
export function ProblemLine(props: { problem: Refusal | string | undefined; id?: string | undefined }) {
  return (
    <Show when={props.problem}>
      {(problem) => (
        <p id={props.id} class="problem" role="alert">
          {textOf(problem())}
        </p>
      )}
    </Show>
  );
}

/** Puts the focus into the first field of a form that is marked as invalid, and selects what it holds. */
export function focusWrongField(form: HTMLElement | undefined): void {
  const field = form?.querySelector<HTMLElement>("[aria-invalid=true]");
  field?.focus();
  if (field instanceof HTMLInputElement) field.select();
}

function textOf(problem: Refusal | string): string {
  return typeof problem === "string" ? problem : refusalText(problem);
}
