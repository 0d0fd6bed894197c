// How long a room is to live: one of five, or any number of minutes, hours or days.
import { createSignal, For, Show } from "solid-js";
import { LIFE_MAX_MS, LIFE_MIN_MS } from "#protocol/limits";
import { w } from "../i18n/t.ts";
import { spanOf } from "../i18n/time-texts.ts";
import { USUAL_LIFE } from "./create-room.ts";
import { UNITS, type Unit } from "./room-options.ts";
import "./life-choice.css";

/** In minutes. */
const LIVES = [10, 60, 240, USUAL_LIFE, 10_080] as const;

/**
 * @param props.problem why the life in the form won't do
 * @param props.mayLast whether a room without an end may be asked for: only people with an account are ever given one
 */
export function LifeChoice(props: { problem: string | undefined; mayLast: boolean }) {
  const [isOther, setOther] = createSignal(false);
  return (
    <fieldset class="lifechoice">
      <legend>{w().livesFor}</legend>
      <div
        class="lifechoice-lives"
        onChange={(event) => setOther((event.target as HTMLInputElement).value === "other")}
      >
        <For each={LIVES}>
          {(minutes) => (
            <label>
              <input type="radio" name="life" value={minutes} checked={minutes === USUAL_LIFE} />
              <span>{w().lives[minutes]}</span>
            </label>
          )}
        </For>
        <Show when={props.mayLast}>
          <label>
            <input type="radio" name="life" value="never" />
            <span>{w().noEnd}</span>
          </label>
        </Show>
        <label>
          <input type="radio" name="life" value="other" />
          <span>{w().otherLife}</span>
        </label>
      </div>
      <Show when={isOther()}>
        <div class="lifechoice-other">
          <input
            ref={(input) => queueMicrotask(() => input.select())}
            type="number"
            name="howMany"
            inputmode="decimal"
            min="1"
            step="any"
            value="2"
            aria-label={w().howMany}
            aria-invalid={props.problem !== undefined}
            aria-describedby="life-hint"
          />
          <select name="unit" aria-label={w().unit}>
            <For each={Object.keys(UNITS) as Unit[]}>
              {(unit) => (
                <option value={unit} selected={unit === "day"}>
                  {w().units[unit]}
                </option>
              )}
            </For>
          </select>
          <p id="life-hint" class="hint">
            {w().between(spanOf(LIFE_MIN_MS), spanOf(LIFE_MAX_MS))}
          </p>
        </div>
      </Show>
      <Show when={props.problem}>
        {(words) => (
          <p class="problem" role="alert">
            {words()}
          </p>
        )}
      </Show>
    </fieldset>
  );
}
