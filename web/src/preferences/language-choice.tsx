import { createUniqueId, For } from "solid-js";
import { browserStore } from "../browser/stores.ts";
import { LANGUAGES, type Language, storeLanguage } from "../i18n/languages.ts";
import { language, setLanguage, t } from "../i18n/t.ts";

/** Lets the reader choose the client's language; each is named in itself. */
export function LanguageChoice() {
  const id = createUniqueId();

  async function choose(select: HTMLSelectElement): Promise<void> {
    const next = select.value as Language;
    try {
      await setLanguage(next);
      storeLanguage(next, browserStore);
    } catch {
      // The texts can't be fetched, as while offline: the language stays as it was.
      select.value = language();
    }
  }

  return (
    <div class="language-choice">
      <label for={id}>
        <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true" fill="none" stroke="currentColor">
          <path d="M10 2.5a7.5 7.5 0 1 1 0 15a7.5 7.5 0 0 1 0-15c5 4.5 5 10.5 0 15c-5-4.5-5-10.5 0-15M2.5 10h15" />
        </svg>
        <span class="visually-hidden">{t().language}</span>
      </label>
      <select id={id} onChange={(event) => void choose(event.currentTarget)}>
        <For each={Object.keys(LANGUAGES) as Language[]}>
          {(option) => (
            <option value={option} lang={option} selected={language() === option}>
              {LANGUAGES[option].name}
            </option>
          )}
        </For>
      </select>
    </div>
  );
}
