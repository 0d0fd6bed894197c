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

function textOf(problem: Refusal | string): string {
  return typeof problem === "string" ? problem : refusalText(problem);
}
