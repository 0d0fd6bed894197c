import { createSignal, onCleanup, Show } from "solid-js";
import { useRoom } from "../room/room-context.ts";
import { createLazyComponent } from "../ui/lazy-component.tsx";
import { stopPlaying } from "./playing-rooms.ts";
import type { RecordingLimits } from "./recordings.ts";
import { voiceLabel } from "./voice-label.ts";
import "./voice-button.css";

const RecordPanel = createLazyComponent(() => import("./record-panel.tsx"), "RecordPanel");

/**
 * Records a voice message: while it is held, or from a tap on. The rest of it is loaded with the first recording.
 * @param props.findLimits returns undefined where they aren't known
 */
export function VoiceButton(props: {
  isBlocked: boolean;
  findLimits: () => Promise<RecordingLimits | undefined>;
  add: (file: File) => Promise<void>;
}) {
  const room = useRoom();
  /** Counts the recordings that were begun; undefined while there is none. */
  const [attempt, setAttempt] = createSignal<number>();
  let attempts = 0;
  const [isHeld, setHeld] = createSignal(false);
  const [status, setStatus] = createSignal("");
  const release = new AbortController();
  let button!: HTMLButtonElement;

  const begin = () => setAttempt(++attempts);

  function press(event: PointerEvent): void {
    if (event.button !== 0) return;
    setHeld(true);
    begin();
  }

  function close(takesFocus: boolean): void {
    setAttempt(undefined);
    if (takesFocus) button.focus();
  }

  // The button is hidden by then.
  for (const type of ["pointerup", "pointercancel"] as const)
    addEventListener(type, () => setHeld(false), { signal: release.signal });
  onCleanup(() => {
    release.abort();
    stopPlaying(room);
  });

  return (
    <>
      <button
        ref={button}
        class="composer-voice"
        type="button"
        data-look="quiet"
        aria-label={voiceLabel()}
        title={voiceLabel()}
        disabled={props.isBlocked}
        onPointerDown={press}
        onContextMenu={(event) => event.preventDefault()}
        // A pointer has begun when it was pressed.
        onClick={(event) => event.detail === 0 && begin()}
      >
        <svg width="22" height="22" viewBox="0 0 22 22" aria-hidden="true" fill="none" stroke="currentColor">
          <path
            d="M11 2.5a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0v-5a3 3 0 0 1 3-3ZM5 10.5a6 6 0 0 0 12 0M11 16.5v3M8 19.5h6"
            stroke-width="1.7"
            stroke-linecap="round"
            stroke-linejoin="round"
          />
        </svg>
      </button>
      <Show when={attempt()} keyed>
        <RecordPanel
          isHeld={isHeld()}
          findLimits={props.findLimits}
          add={props.add}
          announce={setStatus}
          close={close}
        />
      </Show>
      <span class="visually-hidden" role="status">
        {status()}
      </span>
    </>
  );
}
