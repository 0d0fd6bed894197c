import { createEffect, createMemo, createSignal, createUniqueId, For, on, onCleanup, Show } from "solid-js";
import type { CompletionTexts } from "../i18n/parts/emoji-texts.ts";
import { insertText } from "./insert-text.ts";
import type { Suggestion, Suggestions } from "./suggestions.tsx";
import "../emoji/font.css";
import "./completion-list.css";

export type CompletionListProps = {
  field: HTMLTextAreaElement;
  /** Returns what could be inserted at the caret. Tracked: called again whenever a signal it reads changes. */
  suggest(text: string, caret: number): Suggestions | undefined;
  /** Called with what was inserted. */
  onAccept?: (suggestion: Suggestion) => void;
  texts: CompletionTexts;
};

/**
 * Shows suggestions for what is being typed. The focus stays in the field: arrow keys choose, Enter and Tab insert, Escape
 * closes the list. While it is open, these keys reach no other handler.
 */
export function CompletionList(props: CompletionListProps) {
  const listId = createUniqueId();
  const [caretText, setCaretText] = createSignal<{ text: string; caret: number }>();
  const [selectedIndex, setSelectedIndex] = createSignal(0);
  /** Escape closed the suggestions that begin at this offset. */
  const [dismissedFrom, setDismissedFrom] = createSignal<number>();
  let options!: HTMLDivElement;

  const suggestions = createMemo(() => {
    const typed = caretText();
    return typed && props.suggest(typed.text, typed.caret);
  });
  const items = createMemo((): readonly Suggestion[] => {
    const current = suggestions();
    return current === undefined || current.from === dismissedFrom() ? [] : current.items;
  });
  const selected = () => Math.min(selectedIndex(), items().length - 1);
  const isOpen = () => items().length > 0;
  const optionId = (index: number) => `${listId}-${index}`;

  function readField(): void {
    const { value, selectionStart, selectionEnd } = props.field;
    const hasCaret = document.activeElement === props.field && selectionStart === selectionEnd;
    setCaretText((before) => {
      if (!hasCaret) return undefined;
      return before?.text === value && before.caret === selectionStart
        ? before
        : { text: value, caret: selectionStart };
    });
    if (suggestions()?.from !== dismissedFrom()) setDismissedFrom(undefined);
  }

  function onInput(event: Event): void {
    if (event instanceof InputEvent && event.isComposing) return;
    readField();
    if (suggestions()?.isCertain) accept(0);
  }

  function accept(index: number): void {
    const current = suggestions();
    const suggestion = items()[index];
    const typed = caretText();
    if (current === undefined || suggestion === undefined || typed === undefined) return;
    const space = /^\s/.test(typed.text.slice(typed.caret)) ? "" : " ";
    insertText(props.field, current.from, typed.caret, suggestion.text + space);
    props.onAccept?.(suggestion);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (!isOpen() || event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey || event.altKey)
      return;
    const count = items().length;
    if (event.key === "ArrowDown") setSelectedIndex((selected() + 1) % count);
    else if (event.key === "ArrowUp") setSelectedIndex((selected() + count - 1) % count);
    else if ((event.key === "Enter" || event.key === "Tab") && !event.shiftKey) accept(selected());
    else if (event.key === "Escape") setDismissedFrom(suggestions()?.from);
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  createEffect(on(caretText, () => setSelectedIndex(0)));
  createEffect(() => isOpen() && options.children[selected()]?.scrollIntoView({ block: "nearest" }));
  createEffect(() => {
    const { field } = props;
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-haspopup", "listbox");
    if (!isOpen()) return;
    field.setAttribute("aria-controls", listId);
    field.setAttribute("aria-activedescendant", optionId(selected()));
    onCleanup(() => {
      field.removeAttribute("aria-controls");
      field.removeAttribute("aria-activedescendant");
    });
  });
  createEffect(() => {
    const stop = new AbortController();
    const { field } = props;
    const options = { signal: stop.signal };
    field.addEventListener("input", onInput, options);
    for (const event of ["keyup", "click", "focus", "blur", "compositionend"]) {
      field.addEventListener(event, readField, options);
    }
    // Handled in the capturing phase and stopped, so that Enter inserts the suggestion instead of sending the message.
    field.addEventListener("keydown", onKeyDown, { ...options, capture: true });
    onCleanup(() => stop.abort());
    readField();
  });

  return (
    <>
      <Show when={isOpen()}>
        <div
          ref={options}
          id={listId}
          class="completion-list"
          role="listbox"
          aria-label={props.texts.suggestions}
          onMouseDown={(event) => event.preventDefault()}
        >
          <For each={items()}>
            {(suggestion, index) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the field hears the keys
              // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the field
              <div
                id={optionId(index())}
                class="completion-list-option"
                role="option"
                aria-selected={index() === selected()}
                onClick={() => accept(index())}
              >
                <span class="completion-list-mark" aria-hidden="true">
                  {suggestion.icon()}
                </span>
                <bdi>{suggestion.label}</bdi>
                <bdi class="completion-list-hint">{suggestion.hint}</bdi>
              </div>
            )}
          </For>
        </div>
      </Show>
      <p class="visually-hidden" role="status">
        {isOpen() && props.texts.suggestionCount(items().length)}
      </p>
    </>
  );
}
