// The emoji in rows under the names of their categories. The first rows are there at once and the rest follow a few in
// each frame, so that opening it holds nothing up; each category has its full height from the start.
import { createMemo, createSignal, createUniqueId, For, onCleanup, Show } from "solid-js";
import type { EmojiWords } from "../i18n/emoji-texts.ts";
import { type Emoji, type Group, type Tone, withTone } from "./emoji.ts";
import "./font.css";
import "./grid.css";

export type SectionId = Group | "recent" | "found";
export type Section = { readonly id: SectionId; readonly name: string; readonly emoji: readonly Emoji[] };

export type EmojiGridProps = {
  sections: readonly Section[];
  columns: number;
  tone: Tone;
  words: EmojiWords;
  /** What is looked at next: it doesn't wait for its turn. */
  wanted?: SectionId | undefined;
};

/** At once, and then in each frame. What is added out of sight costs less. */
const FIRST_ROWS = 4;
const ROWS_A_FRAME = 6;
const ROWS_SEEN = 10;

type Part = Section & { readonly rows: readonly (readonly Emoji[])[]; readonly rowsBefore: number };

function partsOf(sections: readonly Section[], columns: number): Part[] {
  let rowsBefore = 0;
  return sections.map((section) => {
    const count = Math.ceil(section.emoji.length / columns);
    const rows = Array.from({ length: count }, (_, row) => section.emoji.slice(row * columns, (row + 1) * columns));
    const part = { ...section, rows, rowsBefore };
    rowsBefore += count;
    return part;
  });
}

export function EmojiGrid(props: EmojiGridProps) {
  const layout = createMemo(() => {
    const parts = partsOf(props.sections, props.columns);
    const last = parts.at(-1);
    const total = last === undefined ? 0 : last.rowsBefore + last.rows.length;
    const [readyRows, setReadyRows] = createSignal(FIRST_ROWS);
    let frame = requestAnimationFrame(function more() {
      if (setReadyRows((ready) => ready + ROWS_A_FRAME) < total) frame = requestAnimationFrame(more);
    });
    onCleanup(() => cancelAnimationFrame(frame));
    return { parts, readyRows };
  });

  // Most emoji never change: plain values keep a thousand of them from listening to anything.
  function cellOf(emoji: Emoji) {
    const { name, text } = emoji;
    if (emoji.tonesSince === undefined) {
      return (
        // biome-ignore lint/a11y/useSemanticElements: a table's cells would not be buttons
        <button type="button" role="gridcell" tabindex="-1" data-emoji={text} aria-label={name}>
          {text}
        </button>
      );
    }
    const label = () => (props.tone === 0 ? name : `${name}: ${props.words.tones[props.tone]}`);
    return (
      // biome-ignore lint/a11y/useSemanticElements: as above
      <button type="button" role="gridcell" tabindex="-1" data-emoji={text} aria-label={label()}>
        {withTone(emoji, props.tone)}
      </button>
    );
  }

  function partOf(part: Part) {
    const heading = createUniqueId();
    const least = () => (props.wanted === part.id ? ROWS_SEEN : 0);
    const ready = () => part.rows.slice(0, Math.max(least(), layout().readyRows() - part.rowsBefore));
    return (
      <section class="emojigrid-part" data-part={part.id} style={{ "--rows": part.rows.length }}>
        <h3 id={heading} class="emojigrid-heading">
          {part.name}
        </h3>
        <Show when={ready().length > 0}>
          {/* biome-ignore lint/a11y/useSemanticElements: as above */}
          <div role="grid" aria-labelledby={heading}>
            <For each={ready()}>
              {(row) => (
                // biome-ignore lint/a11y/useSemanticElements: as above
                // biome-ignore lint/a11y/useFocusableInteractive: its cells are
                <div class="emojigrid-row" role="row">
                  {row.map(cellOf)}
                </div>
              )}
            </For>
          </div>
        </Show>
      </section>
    );
  }

  return (
    <div class="emojigrid" style={{ "--columns": props.columns }}>
      <For each={layout().parts}>{partOf}</For>
    </div>
  );
}
