// Rolls a name: whoever doesn't like the one they have gets another to look at.
import { createSignal } from "solid-js";
import { suggestedName } from "../api/api.ts";
import { Refused } from "../api/api-error.ts";
import { keepFocus } from "../browser/touch.ts";
import { w } from "../i18n/t.ts";
import "./random-name-button.css";

/** @param props.written what stands in the field it fills */
export function Dice(props: {
  written: () => string;
  rolled: (name: string) => void;
  failed: (refusal: Refused) => void;
}) {
  const [rolls, setRolls] = createSignal(0);

  async function roll(): Promise<void> {
    const roll = setRolls((times) => times + 1);
    const written = props.written();
    const name = await suggestedName();
    // Who rolls again meanwhile wants the last, and who writes a name wants that.
    if (roll !== rolls() || written !== props.written()) return;
    if (name instanceof Refused) props.failed(name);
    else props.rolled(name);
  }

  return (
    <button
      class="dice"
      type="button"
      data-look="quiet"
      data-side={rolls() % 2}
      aria-label={w().anotherName}
      title={w().anotherName}
      // The field it fills keeps the focus, and a phone its keyboard.
      onMouseDown={keepFocus}
      onClick={roll}
    >
      <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true" fill="none" stroke="currentColor">
        <rect x="2.5" y="2.5" width="15" height="15" rx="4" stroke-width="1.8" />
        <path d="M6.5 6.5h0M13.5 6.5h0M10 10h0M6.5 13.5h0M13.5 13.5h0" stroke-width="2.4" stroke-linecap="round" />
      </svg>
    </button>
  );
}
