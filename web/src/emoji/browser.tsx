// What the picker shows: a field to search by, the categories, the emoji and their skin tone. Arrow keys lead from the
// field into the emoji and back, and whatever is typed among them is looked for.
import { createEffect, createMemo, createSignal, on, onMount, Show } from "solid-js";
import type { Kept } from "../browser/storage.ts";
import type { EmojiWords } from "../i18n/emoji-texts.ts";
import { makeGridFocus } from "../ui/grid-focus.ts";
import { Categories } from "./categories.tsx";
import { type Emoji, GROUPS, type Tone, withTone } from "./emoji.ts";
import { EmojiGrid, type Section, type SectionId } from "./grid.tsx";
import type { LoadedEmoji } from "./load.ts";
import { keepTone, keptTone, recentEmoji } from "./recents.ts";
import { ToneChoice } from "./tone-choice.tsx";
import "./font.css";
import "./browser.css";

export type EmojiBrowserProps = {
  emoji: LoadedEmoji;
  columns: number;
  kept: Kept;
  words: EmojiWords;
  /** @param stays whether the person asked for more than one */
  pick(emoji: Emoji, stays: boolean): void;
  close(): void;
};

export function EmojiBrowser(props: EmojiBrowserProps) {
  let field!: HTMLInputElement;
  let body!: HTMLDivElement;
  let list!: HTMLDivElement;
  const grid = makeGridFocus(() => body.querySelector<HTMLElement>(".emojibrowser-list:not([hidden])") ?? body);
  const [query, setQuery] = createSignal("");
  const [tone, setTone] = createSignal(keptTone(props.kept));
  const [pointed, setPointed] = createSignal<Emoji>();
  const [wanted, setWanted] = createSignal<SectionId>();
  const [current, setCurrent] = createSignal<SectionId>();
  // As they were when it opened: what is picked now must not move what is under the finger.
  const recent = recentEmoji(props.kept);
  const byText = createMemo(() => new Map(props.emoji.all.map((emoji) => [emoji.text, emoji])));

  const everything = createMemo((): Section[] => {
    const lately = recent.flatMap((text) => byText().get(text) ?? []);
    const of = (id: (typeof GROUPS)[number]) => props.emoji.all.filter(({ group }) => group === id);
    const groups = GROUPS.map((id) => ({ id, name: props.words.groups[id], emoji: of(id) }));
    const all = [{ id: "recent" as const, name: props.words.recent, emoji: lately }, ...groups];
    return all.filter(({ emoji }) => emoji.length > 0);
  });
  const found = createMemo(() => (query().trim() === "" ? undefined : props.emoji.search(query())));

  function chooseTone(chosen: Tone): void {
    keepTone(props.kept, chosen);
    setTone(chosen);
  }

  function jump(id: SectionId): void {
    setQuery("");
    setWanted(id);
    const part = list.querySelector<HTMLElement>(`[data-part=${id}]`);
    if (part === null) return;
    list.scrollTop = part.offsetTop;
    grid.activateIn(part);
  }

  function scrolled(): void {
    const parts = [...list.querySelectorAll<HTMLElement>("[data-part]")];
    const top = parts.findLast(({ offsetTop }) => offsetTop <= list.scrollTop + 1);
    setCurrent(top?.dataset.part as SectionId | undefined);
  }

  const emojiAt = (target: EventTarget | null) => byText().get(grid.cellOf(target)?.dataset.emoji ?? "");

  function pick(emoji: Emoji | undefined, event: MouseEvent | KeyboardEvent): void {
    if (emoji !== undefined) props.pick(emoji, event.shiftKey);
  }

  function focused(target: EventTarget | null): void {
    const cell = grid.cellOf(target);
    if (cell !== undefined) grid.activate(cell);
    setPointed(emojiAt(target));
  }

  function pressedInBody(event: KeyboardEvent): void {
    const cell = grid.cellOf(event.target);
    if (cell === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const isUp = event.key === "ArrowUp";
    if (grid.move(cell, event.key) || isUp) event.preventDefault();
    if (isUp && document.activeElement === cell) field.focus();
    // The letter is written where the focus goes.
    if (event.key.length === 1 && event.key !== " ") field.focus();
  }

  function pressedInField(event: KeyboardEvent): void {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "ArrowDown" && grid.enter()) event.preventDefault();
    if (event.key === "Enter") {
      event.preventDefault();
      pick(found()?.[0], event);
    }
  }

  // Everything stays as it is behind what was found: it took a while to be there.
  createEffect(on([found, () => props.columns], grid.settle));
  createEffect(() => setCurrent(everything()[0]?.id));
  // What Enter would pick.
  createEffect(() => setPointed(found()?.[0]));
  // On a touch screen a keyboard would cover what one came for.
  onMount(() => matchMedia("(hover: hover)").matches && field.focus());

  return (
    <>
      <div class="emojibrowser-head">
        <input
          ref={field}
          type="search"
          dir="auto"
          aria-label={props.words.search}
          placeholder={props.words.search}
          autocomplete="off"
          spellcheck={false}
          enterkeyhint="done"
          value={query()}
          onInput={(event) => setQuery(event.currentTarget.value)}
          onKeyDown={pressedInField}
        />
        <button type="button" data-look="quiet" aria-label={props.words.close} onClick={() => props.close()}>
          ✕
        </button>
      </div>
      <Categories
        ids={everything().map(({ id }) => id)}
        current={found() === undefined ? current() : undefined}
        words={props.words}
        jump={jump}
      />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: its cells are buttons; their events are heard here */}
      {/* biome-ignore lint/a11y/useKeyWithMouseEvents: focusin does the same */}
      <div
        ref={body}
        class="emojibrowser-body"
        onClick={(event) => pick(emojiAt(event.target), event)}
        onKeyDown={pressedInBody}
        onFocusIn={(event) => focused(event.target)}
        onMouseOver={(event) => setPointed((before) => emojiAt(event.target) ?? before)}
      >
        <div ref={list} class="emojibrowser-list" hidden={found() !== undefined} onScroll={scrolled}>
          <EmojiGrid
            sections={everything()}
            columns={props.columns}
            tone={tone()}
            words={props.words}
            wanted={wanted()}
          />
        </div>
        <Show when={found()} keyed>
          {(emoji) => (
            <div class="emojibrowser-list">
              <Show when={emoji.length > 0} fallback={<p class="emojibrowser-note">{props.words.nothingFound}</p>}>
                <EmojiGrid
                  sections={[{ id: "found", name: props.words.found(emoji.length), emoji }]}
                  columns={props.columns}
                  tone={tone()}
                  words={props.words}
                />
              </Show>
            </div>
          )}
        </Show>
      </div>
      <p class="unseen" role="status">
        {found() && props.words.found(found()?.length ?? 0)}
      </p>
      <footer class="emojibrowser-foot">
        <div class="emojibrowser-pointed" aria-hidden="true">
          <Show when={pointed()}>
            {(emoji) => (
              <>
                <span class="emojibrowser-large">{withTone(emoji(), tone())}</span>
                <span class="emojibrowser-name">
                  <b dir="auto">{emoji().name}</b>
                  <span dir="ltr">:{emoji().shortcodes[0]}:</span>
                </span>
              </>
            )}
          </Show>
        </div>
        <ToneChoice tone={tone()} words={props.words} choose={chooseTone} />
      </footer>
    </>
  );
}
