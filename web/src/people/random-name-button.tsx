import { createSignal } from "solid-js";
import { fetchSuggestedName, type SuggestedName } from "../api/api.ts";
import { ApiError } from "../api/api-error.ts";
import { keepFocus } from "../browser/touch.ts";
import { language, t } from "../i18n/t.ts";
import "./random-name-button.css";

/**
 * Suggests a random name for a field.
 * @param props.currentText what the field holds now
 * @param props.avatar the animal that the name is to be of; undefined for any
 */
export function RandomNameButton(props: {
  currentText: () => string;
  avatar: string | undefined;
  onSuggestion: (suggested: SuggestedName) => void;
  onError: (error: ApiError) => void;
}) {
  const [rolls, setRolls] = createSignal(0);

  async function roll(): Promise<void> {
    const roll = setRolls((times) => times + 1);
    const text = props.currentText();
    const suggested = await fetchSuggestedName(language(), props.avatar);
    // A later press of the button, or typing, overrides this answer.
    if (roll !== rolls() || text !== props.currentText()) return;
    if (suggested instanceof ApiError) props.onError(suggested);
    else props.onSuggestion(suggested);
  }

  return (
    <button
      class="random-name-button"
      type="button"
      data-look="quiet"
      data-side={rolls() % 2}
      aria-label={t().anotherName}
      title={t().anotherName}
      // The field keeps the focus, so a phone keeps its keyboard open.
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
