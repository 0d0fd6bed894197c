import { createUniqueId } from "solid-js";
import "../ui/dialog.css";

/** Shows an action over its whole row, with one line that says its consequence. */
export function ActionRow(props: { label: string; consequence: string; isDanger?: boolean; run: () => void }) {
  const id = createUniqueId();
  return (
    <li class="action-row" data-danger={props.isDanger ? "" : undefined}>
      {/* The button's surface covers the row; its name is the label alone. */}
      <button type="button" aria-describedby={id} onClick={() => props.run()}>
        {props.label}
      </button>
      <span id={id}>{props.consequence}</span>
    </li>
  );
}
