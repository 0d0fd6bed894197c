// The skin tone that emoji of people and hands are shown and sent in.
import { createUniqueId, For } from "solid-js";
import type { EmojiWords } from "../i18n/emoji-texts.ts";
import { TONES, type Tone } from "./emoji.ts";
import "./font.css";
import "./tone-choice.css";

const HANDS: Readonly<Record<Tone, string>> = { 0: "✋", 1: "✋🏻", 2: "✋🏼", 3: "✋🏽", 4: "✋🏾", 5: "✋🏿" };

export function ToneChoice(props: { tone: Tone; words: EmojiWords; choose(tone: Tone): void }) {
  const group = createUniqueId();
  return (
    <fieldset class="tonechoice">
      <legend class="unseen">{props.words.tone}</legend>
      <For each={TONES}>
        {(tone) => (
          <label title={props.words.tones[tone]}>
            <input
              type="radio"
              name={group}
              aria-label={props.words.tones[tone]}
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
