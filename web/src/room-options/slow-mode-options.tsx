import { For } from "solid-js";
import { t } from "../i18n/t.ts";
import { formatDuration } from "../i18n/time-texts.ts";

const SLOW_MODE_SECONDS = [0, 10, 30, 60, 300, 900, 3600] as const;
const SECOND_MS = 1000;

/**
 * Renders the options of a select for the time between a member's messages.
 * @param props.current the selected time, in seconds; it is offered even if it is none of the usual ones
 */
export function SlowModeOptions(props: { current: number }) {
  const choices = () => [...new Set([...SLOW_MODE_SECONDS, props.current])].sort((a, b) => a - b);
  return (
    <For each={choices()}>
      {(seconds) => (
        <option value={seconds} selected={seconds === props.current}>
          {seconds === 0 ? t().noSlowMode : t().slowModeInterval(formatDuration(seconds * SECOND_MS))}
        </option>
      )}
    </For>
  );
}
