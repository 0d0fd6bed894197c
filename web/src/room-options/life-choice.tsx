import { createEffect, createSignal, For, Show } from "solid-js";
import { MAX_LIFE_MS, MIN_LIFE_MS } from "#protocol/limits";
import { t } from "../i18n/t.ts";
import { formatDuration } from "../i18n/time-texts.ts";
import { ProblemLine } from "../ui/problem-line.tsx";
import { DEFAULT_LIFE_MINUTES } from "./create-room.ts";
import { type LifeUnit, UNIT_MINUTES } from "./parse-room-form.ts";
import "./life-choice.css";

/** In minutes. */
const LIFE_MINUTES = [10, 60, 240, DEFAULT_LIFE_MINUTES, 10_080] as const;

/**
 * Asks how long a room is to live: one of five durations, any number of minutes, hours or days, or no end.
 * @param props.problem what is wrong with the duration in the form
 * @param props.mayLast whether to offer a room without an end, which servers give to accounts only
 */
export function LifeChoice(props: { problem: string | undefined; mayLast: boolean }) {
  const [isCustom, setCustom] = createSignal(false);
  let group!: HTMLFieldSetElement;
  createEffect(() => {
    if (props.problem === undefined) return;
    const choice = group.querySelector("[name=howMany]") ?? group.querySelector(":checked");
    (choice as HTMLElement | null)?.focus();
  });
  return (
    <fieldset ref={group} class="life-choice" aria-describedby="life-problem">
      <legend>{t().lifeLabel}</legend>
      <div
        class="life-choice-options"
        onChange={(event) => setCustom((event.target as HTMLInputElement).value === "other")}
      >
        <For each={LIFE_MINUTES}>
          {(minutes) => (
            <label>
              <input type="radio" name="life" value={minutes} checked={minutes === DEFAULT_LIFE_MINUTES} />
              <span>{t().lifeOptions[minutes]}</span>
            </label>
          )}
        </For>
        <Show when={props.mayLast}>
          <label>
            <input type="radio" name="life" value="never" />
            <span>{t().noEnd}</span>
          </label>
        </Show>
        <label>
          <input type="radio" name="life" value="other" />
          <span>{t().customLife}</span>
        </label>
      </div>
      <Show when={isCustom()}>
        <div class="life-choice-custom">
          <input
            ref={(input) => queueMicrotask(() => input.select())}
            type="number"
            name="howMany"
            inputmode="decimal"
            min="1"
            step="any"
            value="2"
            aria-label={t().amount}
            aria-invalid={props.problem !== undefined}
            aria-describedby="life-hint life-problem"
          />
          <select name="unit" aria-label={t().unit}>
            <For each={Object.keys(UNIT_MINUTES) as LifeUnit[]}>
              {(unit) => (
                <option value={unit} selected={unit === "day"}>
                  {t().units[unit]}
                </option>
              )}
            </For>
          </select>
          <p id="life-hint" class="hint">
            {t().range(formatDuration(MIN_LIFE_MS), formatDuration(MAX_LIFE_MS))}
          </p>
        </div>
      </Show>
      <ProblemLine id="life-problem" problem={props.problem} />
    </fieldset>
  );
}
