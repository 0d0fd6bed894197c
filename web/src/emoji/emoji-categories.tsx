import { For } from "solid-js";
import type { EmojiTexts } from "../i18n/parts/emoji-texts.ts";
import { gridStep } from "../ui/grid-step.ts";
import type { SectionId } from "./emoji-grid.tsx";
import "./emoji-categories.css";

const ICON_PATHS: Readonly<Record<SectionId, string>> = {
  recent: "M10 2.500a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15zM10 5.500V10l3 2",
  smileys: "M10 2.500a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15zM7.5 7.800v.4M12.5 7.800v.4M6.5 11.500q3.5 4 7 0",
  people: "M10 2.800a3.2 3.2 0 1 0 0 6.4 3.2 3.2 0 0 0 0-6.400zM3.5 17.200c0-7 13-7 13 0z",
  nature: "M16.5 3.500C7 3 3 7 4.5 14c7 2 12-2 12-10.500zM3 17.500c2-5 4.5-7.5 8-9",
  food: "M10 6.500C7 4.5 3.5 6 3.5 10c0 4 3 7.5 4.7 7.5.8 0 1-.5 1.8-.5s1 .5 1.8.5c1.7 0 4.7-3.5 4.7-7.5 0-4-3.5-5.5-6.5-3.500zM10 6.500c0-2 1-3.5 3-4",
  travel:
    "M2.5 13.5 4 8.500h12l1.5 5v3h-15zM5.5 8.500l1-4h7l1 4M5.5 16.500v1.500M14.5 16.500v1.500M5.5 12.500h1.500M13 12.500h1.5",
  activities:
    "M10 2.500a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15zM4.7 4.700c4 3 4 7.6 0 10.600M15.3 4.700c-4 3-4 7.6 0 10.6",
  objects:
    "M10 2.500c-3.3 0-5.5 2.3-5.5 5.2 0 3 2.5 4 2.5 6.300h6c0-2.3 2.5-3.3 2.5-6.3 0-2.9-2.2-5.2-5.5-5.200zM7.5 17.500h5",
  symbols: "M7.5 3 6 17M14 3l-1.5 14M3.5 7.500h13.500M3 12.500h13.5",
  flags: "M4.5 18V3c4-2 7 2 11.5 0v8.500c-4.5 2-7.5-2-11.5 0",
  found: "",
};

export type CategoriesProps = {
  ids: readonly SectionId[];
  current: SectionId | undefined;
  texts: EmojiTexts;
  jumpTo(id: SectionId): void;
};

/**
 * Shows the emoji categories as a row of icons with one tab stop and arrow keys within. The category at the top of the list
 * is marked.
 */
export function Categories(props: CategoriesProps) {
  const nameOf = (id: SectionId) =>
    id === "recent" ? props.texts.recent : id === "found" ? "" : props.texts.groups[id];
  const tabStop = () => Math.max(0, props.ids.indexOf(props.current ?? "found"));

  function onKeyDown(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
    const buttons = [...event.currentTarget.querySelectorAll("button")];
    const from = { row: 0, column: buttons.indexOf(event.target as HTMLButtonElement) };
    const isRtl = getComputedStyle(event.currentTarget).direction === "rtl";
    const to = gridStep([buttons.length], from, event.key, isRtl);
    if (to === undefined) return;
    event.preventDefault();
    buttons[to.column]?.focus();
  }

  return (
    <div class="emoji-categories" role="toolbar" aria-label={props.texts.categories} onKeyDown={onKeyDown}>
      <For each={props.ids}>
        {(id, index) => (
          <button
            type="button"
            data-look="quiet"
            tabindex={index() === tabStop() ? 0 : -1}
            aria-label={nameOf(id)}
            aria-current={id === props.current ? "true" : undefined}
            title={nameOf(id)}
            onClick={() => props.jumpTo(id)}
          >
            <svg viewBox="0 0 20 20" aria-hidden="true" fill="none" stroke="currentColor">
              <path d={ICON_PATHS[id]} stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round" />
            </svg>
          </button>
        )}
      </For>
    </div>
  );
}
