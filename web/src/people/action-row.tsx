import { createUniqueId } from "solid-js";

/** Shows an action over its whole row, with one line that says its consequence. */
export function ActionRow(props: { label: string; consequence: string; isDanger?: boolean; run: () => void }) {
  const id = createUniqueId();
  return (
    <li>
      <button
        class="action-row"
        type="button"
        data-danger={props.isDanger ? "" : undefined}
        aria-labelledby={`${id}-label`}
        aria-describedby={`${id}-consequence`}
        onClick={() => props.run()}
      >
        <b id={`${id}-label`}>{props.label}</b>
        <span id={`${id}-consequence`}>{props.consequence}</span>
      </button>
    </li>
  );
}
