import { type JSX, Show } from "solid-js";
import { voiceTexts } from "../i18n/parts/voice-texts.ts";
import { formatNumber } from "../i18n/time-texts.ts";
import { BARS_HEIGHT, barsPath, barsWidth } from "./bars-path.ts";
import { formatPlayTime } from "./play-time.ts";
import type { Playback, Sound } from "./playback.ts";
import type { Waveform } from "./waveform.ts";
import "./sound-player.css";

/** Arrow keys move by this many seconds. */
const STEP_SECONDS = 1;

/**
 * Plays a sound: a button, where it is, how long it is, and how fast.
 * @param props.waveform without it, a line shows where it is
 * @param props.isTabStop whether Tab leads to its controls
 */
export function SoundPlayer(props: {
  playback: Playback;
  sound: Sound;
  label: string;
  waveform: Waveform | undefined;
  isTabStop: boolean;
  children?: JSX.Element;
}) {
  const isPlaying = () => props.playback.isPlaying(props.sound);
  const position = () => props.playback.position(props.sound);
  const length = () => props.playback.length(props.sound);
  const share = () => {
    const seconds = length();
    return seconds === undefined || seconds <= 0 ? 0 : Math.min(1, position() / seconds);
  };
  const rate = () => `${formatNumber(props.playback.rate())}×`;
  const tabIndex = () => (props.isTabStop ? 0 : -1);
  const spokenTime = (seconds: number | undefined) => (seconds === undefined ? "" : formatPlayTime(seconds));
  return (
    <fieldset class="sound" aria-label={`${props.label} ${spokenTime(length())}`}>
      <button
        class="sound-play"
        type="button"
        data-look="primary"
        tabindex={tabIndex()}
        aria-label={isPlaying() ? voiceTexts().pause : voiceTexts().play}
        title={isPlaying() ? voiceTexts().pause : voiceTexts().play}
        onClick={() => props.playback.toggle(props.sound)}
      >
        <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true" fill="currentColor">
          <path d={isPlaying() ? "M6 4h3v12H6zM11 4h3v12h-3z" : "m6.5 3.5 10 6.5-10 6.5z"} />
        </svg>
      </button>
      <span class="sound-track" style={{ "--share": share().toFixed(4) }} dir="ltr">
        <Show when={props.waveform} fallback={<span class="sound-line" />}>
          {(waveform) => (
            <>
              <Bars waveform={waveform()} />
              <Bars waveform={waveform()} class="sound-past" />
            </>
          )}
        </Show>
        <input
          type="range"
          min="0"
          max={length() ?? 0}
          step={STEP_SECONDS}
          value={position()}
          disabled={length() === undefined}
          tabindex={tabIndex()}
          aria-label={voiceTexts().position}
          aria-valuetext={`${spokenTime(position())} / ${spokenTime(length())}`}
          onInput={(event) => props.playback.seek(props.sound, event.currentTarget.valueAsNumber)}
        />
      </span>
      <span class="sound-time">{spokenTime(position() > 0 || isPlaying() ? position() : (length() ?? 0))}</span>
      <button
        class="sound-rate"
        type="button"
        data-look="quiet"
        tabindex={tabIndex()}
        aria-label={voiceTexts().speed(rate())}
        title={voiceTexts().speed(rate())}
        onClick={() => props.playback.changeRate()}
      >
        <span aria-hidden="true" dir="ltr">
          {rate()}
        </span>
      </button>
      {props.children}
      <Show when={props.playback.isBroken(props.sound)}>
        <p class="sound-problem" role="alert">
          {voiceTexts().cannotPlay}
        </p>
      </Show>
    </fieldset>
  );
}

/** @param props.class of the bars that were played */
function Bars(props: { waveform: Waveform; class?: string }) {
  const path = () => {
    const loudest = Math.max(1, ...props.waveform);
    return barsPath([...props.waveform].map((level) => (level / loudest) ** 0.8));
  };
  return (
    <svg
      class={props.class}
      viewBox={`0 0 ${barsWidth(props.waveform.length)} ${BARS_HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <path d={path()} />
    </svg>
  );
}
