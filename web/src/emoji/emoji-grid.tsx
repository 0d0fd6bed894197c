import { createMemo, createSignal, createUniqueId, For, onCleanup, Show } from "solid-js";
import type { EmojiGroup, EmojiTexts, SkinTone } from "../i18n/parts/emoji-texts.ts";
import type { Emoji } from "./emoji.ts";
import { withTone } from "./skin-tone.ts";
import "./font.css";
import "./emoji-grid.css";

export type SectionId = EmojiGroup | "recent" | "found";
export type Section = { readonly id: SectionId; readonly name: string; readonly emoji: readonly Emoji[] };

export type EmojiGridProps = {
  sections: readonly Section[];
  columns: number;
  tone: SkinTone;
  texts: EmojiTexts;
  /** The section the reader jumped to: it is rendered without waiting for its turn. */
  jumpTarget?: SectionId | undefined;
};

/** This many rows are rendered at once, and then more in each frame. */
const FIRST_ROWS = 4;
const ROWS_PER_FRAME = 6;
/** This many rows are rendered at once in the section that was jumped to. */
const VISIBLE_ROWS = 10;

type SectionRows = Section & { readonly rows: readonly (readonly Emoji[])[]; readonly rowsBefore: number };

function layOutRows(sections: readonly Section[], columns: number): SectionRows[] {
  let rowsBefore = 0;
  return sections.map((section) => {
    const count = Math.ceil(section.emoji.length / columns);
    const rows = Array.from({ length: count }, (_, row) => section.emoji.slice(row * columns, (row + 1) * columns));
    const sectionRows = { ...section, rows, rowsBefore };
    rowsBefore += count;
    return sectionRows;
  });
}

/**
 * Shows emoji in rows under the names of their sections. The first rows are there at once and a few more with each frame,
 * so that the picker opens quickly; each section has its full height from the start.
 */
export function EmojiGrid(props: EmojiGridProps) {
  const layout = createMemo(() => {
    const sections = layOutRows(props.sections, props.columns);
    const last = sections.at(-1);
    const total = last === undefined ? 0 : last.rowsBefore + last.rows.length;
    const [readyRows, setReadyRows] = createSignal(FIRST_ROWS);
    let frame = requestAnimationFrame(function more() {
      if (setReadyRows((ready) => ready + ROWS_PER_FRAME) < total) frame = requestAnimationFrame(more);
    });
    onCleanup(() => cancelAnimationFrame(frame));
    return { sections, readyRows };
  });

  // Most emoji never change: with plain values, a thousand cells subscribe to no signal.
  function renderCell(emoji: Emoji) {
    const { name, text } = emoji;
    if (emoji.tonesSince === undefined) {
      return (
        // biome-ignore lint/a11y/useSemanticElements: a table's cells would not be buttons
        <button type="button" role="gridcell" tabindex="-1" data-emoji={text} aria-label={name}>
          {text}
        </button>
      );
    }
    const label = () => (props.tone === 0 ? name : `${name}: ${props.texts.tones[props.tone]}`);
    return (
      // biome-ignore lint/a11y/useSemanticElements: as above
      <button type="button" role="gridcell" tabindex="-1" data-emoji={text} aria-label={label()}>
        {withTone(emoji, props.tone)}
      </button>
    );
  }

  function renderSection(section: SectionRows) {
    const heading = createUniqueId();
    const minRows = () => (props.jumpTarget === section.id ? VISIBLE_ROWS : 0);
    const ready = () => section.rows.slice(0, Math.max(minRows(), layout().readyRows() - section.rowsBefore));
    return (
      <section class="emoji-grid-section" data-part={section.id} style={{ "--rows": section.rows.length }}>
        <h3 id={heading} class="emoji-grid-heading">
          {section.name}
        </h3>
        <Show when={ready().length > 0}>
          {/* biome-ignore lint/a11y/useSemanticElements: as above */}
          <div role="grid" aria-labelledby={heading}>
            <For each={ready()}>
              {(row) => (
                // biome-ignore lint/a11y/useSemanticElements: as above
                // biome-ignore lint/a11y/useFocusableInteractive: its cells are
                <div class="emoji-grid-row" role="row">
                  {row.map(renderCell)}
                </div>
              )}
            </For>
          </div>
        </Show>
      </section>
    );
  }

  return (
    <div class="emoji-grid" style={{ "--columns": props.columns }}>
      <For each={layout().sections}>{renderSection}</For>
    </div>
  );
}
