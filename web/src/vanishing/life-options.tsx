import { For } from "solid-js";
import type { Vanish } from "#protocol/frames";
import { vanishTexts } from "../i18n/parts/vanish-texts.ts";
import { LIVES } from "./life-choice.ts";
import { lifeText } from "./life-texts.ts";

/**
 * Renders the options of a select for the life of all messages of a room.
 * @param props.current the selected life; it is offered even if it is none of the usual ones
 */
export function LifeOptions(props: { current: Vanish | null }) {
  const lives = () => [...new Set<Vanish | null>([null, ...LIVES, props.current])];
  return (
    <For each={lives()}>
      {(life) => (
        <option value={String(life)} selected={life === props.current}>
          {life === null ? vanishTexts().off : lifeText(life)}
        </option>
      )}
    </For>
  );
}

/** Returns the life that such an option stands for. */
export const lifeOfOption = (value: string): Vanish | null =>
  value === "seen" ? value : value === "null" ? null : Number(value);
