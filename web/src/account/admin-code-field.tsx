import { createEffect, createUniqueId, type JSX, Show } from "solid-js";
import type { Refusal } from "../api/api-error.ts";
import { t } from "../i18n/t.ts";
import { ProblemLine } from "../ui/problem-line.tsx";
import "../ui/disclosure.css";
import "./admin-code-field.css";

/**
 * Asks for an administrator code, in the form it stands in. Without a code to begin with it is folded, because hardly anybody
 * has one.
 */
export function AdminCodeField(props: {
  code?: string | undefined;
  problem: Refusal | undefined;
  /** A button at the end of the field. */
  children?: JSX.Element;
}) {
  const id = createUniqueId();
  let details: HTMLDetailsElement | undefined;
  let input!: HTMLInputElement;
  createEffect(() => {
    if (props.problem === undefined) return;
    if (details !== undefined) details.open = true;
    input.select();
  });
  const field = () => (
    <div class="admin-code-field">
      <label for={id}>{t().adminCode}</label>
      <div class="admin-code-field-row">
        <input
          ref={input}
          id={id}
          name="adminCode"
          value={props.code ?? ""}
          dir="ltr"
          maxlength="64"
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          aria-invalid={props.problem !== undefined}
          aria-describedby={`${id}-problem`}
        />
        {props.children}
      </div>
      <ProblemLine id={`${id}-problem`} problem={props.problem} />
    </div>
  );
  return (
    <Show when={props.code === undefined} fallback={field()}>
      <details ref={details} class="disclosure">
        <summary>{t().haveAdminCode}</summary>
        {field()}
      </details>
    </Show>
  );
}
