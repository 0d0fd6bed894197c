import { createUniqueId, For } from "solid-js";
import type { EmojiTexts, SkinTone } from "../i18n/parts/emoji-texts.ts";
import { SKIN_TONES } from "./skin-tone.ts";
import "./font.css";
import "./tone-choice.css";

const HANDS: Readonly<Record<SkinTone, string>> = { 0: "✋", 1: "✋🏻", 2: "✋🏼", 3: "✋🏽", 4: "✋🏾", 5: "✋🏿" };

/** Lets the reader choose the skin tone that emoji of people and hands are shown and sent in. */
export function ToneChoice(props: { tone: SkinTone; texts: EmojiTexts; choose(tone: SkinTone): void }) {
  const group = createUniqueId();
  return (
    <fieldset class="tone-choice">
      <legend class="visually-hidden">{props.texts.tone}</legend>
      <For each={SKIN_TONES}>
        {(tone) => (
          <label title={props.texts.tones[tone]}>
            <input
              type="radio"
              name={group}
              aria-label={props.texts.tones[tone]}
              checked={tone === props.tone}
              onChange={() => props.choose(tone)}
            />
            <span aria-hidden="true">{HANDS[tone]}</span>
          </label>
        )}
      </For>
    </fieldset>
  );
}
