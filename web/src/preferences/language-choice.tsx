// The languages there are, each by its own name.
import { createUniqueId, For } from "solid-js";
import { kept } from "../browser/stores.ts";
import { keepLanguage, LANGUAGES, type Language } from "../i18n/languages.ts";
import { language, speak, w } from "../i18n/t.ts";

export function LanguageChoice() {
  const id = createUniqueId();

  async function choose(select: HTMLSelectElement): Promise<void> {
    const next = select.value as Language;
    try {
      await speak(next);
      keepLanguage(next, kept);
    } catch {
      // Its words can't be had, as while offline: it stays as it was.
      select.value = language();
    }
  }

  return (
    <div class="languagechoice">
      <label for={id}>
        <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true" fill="none" stroke="currentColor">
          <path d="M10 2.5a7.5 7.5 0 1 1 0 15a7.5 7.5 0 0 1 0-15c5 4.5 5 10.5 0 15c-5-4.5-5-10.5 0-15M2.5 10h15" />
        </svg>
        <span class="unseen">{w().language}</span>
      </label>
      <select id={id} onChange={(event) => void choose(event.currentTarget)}>
        <For each={Object.keys(LANGUAGES) as Language[]}>
          {(one) => (
            <option value={one} lang={one} selected={language() === one}>
              {LANGUAGES[one].name}
            </option>
          )}
        </For>
      </select>
    </div>
  );
}
