import { createEffect, createMemo, createSignal, on, onMount, Show } from "solid-js";
import { matchesMedia } from "../browser/media.ts";
import type { KeyValueStore } from "../browser/storage.ts";
import type { EmojiGroup, EmojiTexts, SkinTone } from "../i18n/parts/emoji-texts.ts";
import { CloseButton } from "../ui/close-button.tsx";
import { createGridFocus } from "../ui/grid-focus.ts";
import { EMOJI_GROUPS, type Emoji } from "./emoji.ts";
import { Categories } from "./emoji-categories.tsx";
import { EmojiGrid, type Section, type SectionId } from "./emoji-grid.tsx";
import type { LoadedEmoji } from "./load-emoji-data.ts";
import { recentEmoji } from "./recent-emoji.ts";
import { storedTone, storeTone, withTone } from "./skin-tone.ts";
import { ToneChoice } from "./tone-choice.tsx";
import "./font.css";
import "./emoji-browser.css";

export type EmojiBrowserProps = {
  emoji: LoadedEmoji;
  columns: number;
  browserStore: KeyValueStore;
  texts: EmojiTexts;
  /** @param keepOpen whether the picker stays open, to pick another emoji */
  pick(emoji: Emoji, keepOpen: boolean): void;
  close(): void;
};

/**
 * Shows the content of the picker: a search field, the categories, the emoji and the choice of a skin tone. Arrow keys lead
 * from the field into the emoji and back; letters typed among the emoji go to the field.
 */
export function EmojiBrowser(props: EmojiBrowserProps) {
  let field!: HTMLInputElement;
  let body!: HTMLDivElement;
  let list!: HTMLDivElement;
  const grid = createGridFocus(() => body.querySelector<HTMLElement>(".emoji-browser-list:not([hidden])") ?? body);
  const [query, setQuery] = createSignal("");
  const [tone, setTone] = createSignal(storedTone(props.browserStore));
  const [previewed, setPreviewed] = createSignal<Emoji>();
  const [jumpTarget, setJumpTarget] = createSignal<SectionId>();
  const [current, setCurrent] = createSignal<SectionId>();
  // This is read only once: picking an emoji must not move those under the finger.
  const recent = recentEmoji(props.browserStore);
  const byText = createMemo(() => new Map(props.emoji.all.map((emoji) => [emoji.text, emoji])));

  const sections = createMemo((): Section[] => {
    const recents = recent.flatMap((text) => byText().get(text) ?? []);
    const inGroup = (id: EmojiGroup) => props.emoji.all.filter(({ group }) => group === id);
    const groups = EMOJI_GROUPS.map((id) => ({ id, name: props.texts.groups[id], emoji: inGroup(id) }));
    const all = [{ id: "recent" as const, name: props.texts.recent, emoji: recents }, ...groups];
    return all.filter(({ emoji }) => emoji.length > 0);
  });
  const found = createMemo(() => (query().trim() === "" ? undefined : props.emoji.search(query())));

  function chooseTone(chosen: SkinTone): void {
    storeTone(props.browserStore, chosen);
    setTone(chosen);
  }

  function jumpTo(id: SectionId): void {
    setQuery("");
    setJumpTarget(id);
    const part = list.querySelector<HTMLElement>(`[data-part=${id}]`);
    if (part === null) return;
    list.scrollTop = part.offsetTop;
    grid.activateIn(part);
  }

  function updateCurrent(): void {
    const parts = [...list.querySelectorAll<HTMLElement>("[data-part]")];
    const top = parts.findLast(({ offsetTop }) => offsetTop <= list.scrollTop + 1);
    setCurrent(top?.dataset.part as SectionId | undefined);
  }

  const emojiAt = (target: EventTarget | null) => byText().get(grid.cellOf(target)?.dataset.emoji ?? "");

  function pick(emoji: Emoji | undefined, event: MouseEvent | KeyboardEvent): void {
    if (emoji !== undefined) props.pick(emoji, event.shiftKey);
  }

  function onFocusIn(target: EventTarget | null): void {
    const cell = grid.cellOf(target);
    if (cell !== undefined) grid.activate(cell);
    setPreviewed(emojiAt(target));
  }

  function onBodyKeyDown(event: KeyboardEvent): void {
    const cell = grid.cellOf(event.target);
    if (cell === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const isUp = event.key === "ArrowUp";
    if (grid.move(cell, event.key) || isUp) event.preventDefault();
    if (isUp && document.activeElement === cell) field.focus();
    // The browser types the letter into the element that has the focus after this handler.
    if (event.key.length === 1 && event.key !== " ") field.focus();
  }

  function onFieldKeyDown(event: KeyboardEvent): void {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "ArrowDown" && grid.enter()) event.preventDefault();
    if (event.key === "Enter") {
      event.preventDefault();
      pick(found()?.[0], event);
    }
  }

  // The whole grid stays in the page behind the search results, since it took a while to render.
  createEffect(on([found, () => props.columns], grid.settle));
  createEffect(() => setCurrent(sections()[0]?.id));
  // Enter picks the first result.
  createEffect(() => setPreviewed(found()?.[0]));
  // On a touch screen the keyboard would cover the emoji.
  onMount(() => matchesMedia("(hover: hover)") && field.focus());

  return (
    <>
      <div class="emoji-browser-head">
        <input
          ref={field}
          type="search"
          dir="auto"
          aria-label={props.texts.search}
          placeholder={props.texts.search}
          autocomplete="off"
          spellcheck={false}
          enterkeyhint="done"
          value={query()}
          onInput={(event) => setQuery(event.currentTarget.value)}
          onKeyDown={onFieldKeyDown}
        />
        <CloseButton onClick={() => props.close()} />
      </div>
      <Categories
        ids={sections().map(({ id }) => id)}
        current={found() === undefined ? current() : undefined}
        texts={props.texts}
        jumpTo={jumpTo}
      />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: its cells are buttons; their events are handled here */}
      {/* biome-ignore lint/a11y/useKeyWithMouseEvents: focusin does the same */}
      <div
        ref={body}
        class="emoji-browser-body"
        onClick={(event) => pick(emojiAt(event.target), event)}
        onKeyDown={onBodyKeyDown}
        onFocusIn={(event) => onFocusIn(event.target)}
        onMouseOver={(event) => setPreviewed((before) => emojiAt(event.target) ?? before)}
      >
        <div ref={list} class="emoji-browser-list" hidden={found() !== undefined} onScroll={updateCurrent}>
          <EmojiGrid
            sections={sections()}
            columns={props.columns}
            tone={tone()}
            texts={props.texts}
            jumpTarget={jumpTarget()}
          />
        </div>
        <Show when={found()} keyed>
          {(emoji) => (
            <div class="emoji-browser-list">
              <Show when={emoji.length > 0} fallback={<p class="emoji-browser-empty">{props.texts.nothingFound}</p>}>
                <EmojiGrid
                  sections={[{ id: "found", name: props.texts.found(emoji.length), emoji }]}
                  columns={props.columns}
                  tone={tone()}
                  texts={props.texts}
                />
              </Show>
            </div>
          )}
        </Show>
      </div>
      <p class="visually-hidden" role="status">
        {found() && props.texts.found(found()?.length ?? 0)}
      </p>
      <footer class="emoji-browser-foot">
        <div class="emoji-browser-preview" aria-hidden="true">
          <Show when={previewed()}>
            {(emoji) => (
              <>
                <span class="emoji-browser-large">{withTone(emoji(), tone())}</span>
                <span class="emoji-browser-name">
                  <b dir="auto">{emoji().name}</b>
                  <span dir="ltr">:{emoji().shortcodes[0]}:</span>
                </span>
              </>
            )}
          </Show>
        </div>
        <ToneChoice tone={tone()} texts={props.texts} choose={chooseTone} />
      </footer>
    </>
  );
}
