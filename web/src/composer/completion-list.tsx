// The list of what may take the place of what is being written. The focus stays in the field: arrow keys choose, Enter and
// Tab take, Escape leaves it as it is. Mounted, it listens to the field; its keys never reach others while it is open.
import { createEffect, createMemo, createSignal, createUniqueId, For, on, onCleanup, Show } from "solid-js";
import { insertText } from "../emoji/inserting.ts";
import type { CompletionWords } from "../i18n/emoji-texts.ts";
import type { Offer, Suggestion } from "./suggestions.tsx";
import "../emoji/font.css";
import "./completion-list.css";

export type CompletionProps = {
  field: HTMLTextAreaElement;
  /** What could stand where the caret is. Asked anew whenever what it reads changes. */
  offer(text: string, caret: number): Offer | undefined;
  words: CompletionWords;
};

export function Completion(props: CompletionProps) {
  const list = createUniqueId();
  const [place, setPlace] = createSignal<{ text: string; caret: number }>();
  const [chosen, setChosen] = createSignal(0);
  const [leftFrom, setLeftFrom] = createSignal<number>();
  let options!: HTMLDivElement;

  const offer = createMemo(() => {
    const here = place();
    return here && props.offer(here.text, here.caret);
  });
  const suggestions = createMemo((): readonly Suggestion[] => {
    const made = offer();
    return made === undefined || made.from === leftFrom() ? [] : made.suggestions;
  });
  const at = () => Math.min(chosen(), suggestions().length - 1);
  const isOpen = () => suggestions().length > 0;
  const optionId = (index: number) => `${list}-${index}`;

  function read(): void {
    const { value, selectionStart, selectionEnd } = props.field;
    const isHere = document.activeElement === props.field && selectionStart === selectionEnd;
    setPlace((before) => {
      if (!isHere) return undefined;
      return before?.text === value && before.caret === selectionStart
        ? before
        : { text: value, caret: selectionStart };
    });
    if (offer()?.from !== leftFrom()) setLeftFrom(undefined);
  }

  function wrote(event: Event): void {
    if (event instanceof InputEvent && event.isComposing) return;
    read();
    if (offer()?.isCertain) take(0);
  }

  function take(index: number): void {
    const made = offer();
    const suggestion = suggestions()[index];
    const here = place();
    if (made === undefined || suggestion === undefined || here === undefined) return;
    const space = /^\s/.test(here.text.slice(here.caret)) ? "" : " ";
    insertText(props.field, made.from, here.caret, suggestion.text + space);
  }

  function pressed(event: KeyboardEvent): void {
    if (!isOpen() || event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey || event.altKey)
      return;
    const count = suggestions().length;
    if (event.key === "ArrowDown") setChosen((at() + 1) % count);
    else if (event.key === "ArrowUp") setChosen((at() + count - 1) % count);
    else if ((event.key === "Enter" || event.key === "Tab") && !event.shiftKey) take(at());
    else if (event.key === "Escape") setLeftFrom(offer()?.from);
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  createEffect(on(place, () => setChosen(0)));
  createEffect(() => isOpen() && options.children[at()]?.scrollIntoView({ block: "nearest" }));
  createEffect(() => {
    const { field } = props;
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-haspopup", "listbox");
    if (!isOpen()) return;
    field.setAttribute("aria-controls", list);
    field.setAttribute("aria-activedescendant", optionId(at()));
    onCleanup(() => {
      field.removeAttribute("aria-controls");
      field.removeAttribute("aria-activedescendant");
    });
  });
  createEffect(() => {
    const stop = new AbortController();
    const { field } = props;
    const options = { signal: stop.signal };
    field.addEventListener("input", wrote, options);
    for (const event of ["keyup", "click", "focus", "blur", "compositionend"]) {
      field.addEventListener(event, read, options);
    }
    // In the capturing phase, and stopped, so that Enter takes what is chosen and sends nothing.
    field.addEventListener("keydown", pressed, { ...options, capture: true });
    onCleanup(() => stop.abort());
    read();
  });

  return (
    <>
      <Show when={isOpen()}>
        <div
          ref={options}
          id={list}
          class="completion"
          role="listbox"
          aria-label={props.words.suggestions}
          onMouseDown={(event) => event.preventDefault()}
        >
          <For each={suggestions()}>
            {(suggestion, index) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the field hears the keys
              // biome-ignore lint/a11y/useFocusableInteractive: the focus stays where one writes
              <div
                id={optionId(index())}
                class="completion-option"
                role="option"
                aria-selected={index() === at()}
                onClick={() => take(index())}
              >
                <span class="completion-mark" aria-hidden="true">
                  {suggestion.mark()}
                </span>
                <bdi>{suggestion.label}</bdi>
                <bdi class="completion-hint">{suggestion.hint}</bdi>
              </div>
            )}
          </For>
        </div>
      </Show>
      <p class="unseen" role="status">
        {isOpen() && props.words.offered(suggestions().length)}
      </p>
    </>
  );
}
