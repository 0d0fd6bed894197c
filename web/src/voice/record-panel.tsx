import {
  createEffect,
  createMemo,
  createSignal,
  type JSX,
  Match,
  on,
  onCleanup,
  onMount,
  Show,
  Switch,
} from "solid-js";
import { findHttpsAddress } from "../https/https-address.ts";
import { type VoiceTexts, voiceTexts } from "../i18n/parts/voice-texts.ts";
import { useRoom } from "../room/room-context.ts";
import { CloseButton } from "../ui/close-button.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { BARS_HEIGHT, barsPath, barsWidth } from "./bars-path.ts";
import { BITS_PER_SECOND, findObstacle, openMicrophone, problemOf } from "./microphone.ts";
import { formatPlayTime } from "./play-time.ts";
import { createRecorder, MAX_RECORDING_MS, NO_SPACE, type Recording, type RecordingEnd } from "./recorder.ts";
import { type RecordingLimits, rememberRecording } from "./recordings.ts";
import { fetchSecureAddress } from "./secure-address.ts";
import "./record-panel.css";

/** Whoever lets go earlier has tapped. */
const HELD_MS = 500;
/** The last seconds are counted down. */
const COUNTDOWN_MS = 10_000;
/** A recording with its container may be larger than its bits by this much. */
const SIZE_MARGIN = 1.5;
const SHOWN_LEVELS = 40;
const EXTENSIONS: Readonly<Record<string, string>> = { "audio/webm": "webm", "audio/mp4": "m4a", "audio/ogg": "ogg" };

type Problem = keyof Pick<
  VoiceTexts,
  "insecure" | "unsupported" | "denied" | "none" | "inUse" | "noFiles" | "roomIsFull" | "nothingRecorded"
>;

function fileOf({ blob, seconds, waveform }: Recording): File {
  const file = new File([blob], `voice-message.${EXTENSIONS[blob.type] ?? "bin"}`, { type: blob.type });
  rememberRecording(file, { seconds, waveform });
  return file;
}

function every(ms: number, run: () => void): () => void {
  const timer = setInterval(run, ms);
  return () => clearInterval(timer);
}

/**
 * Records in place of the composer's buttons, and attaches what was recorded; or says why it can't.
 * @param props.isHeld while the button is held down that opened it
 * @param props.close whether the button is to get the focus
 */
export function RecordPanel(props: {
  isHeld: boolean;
  findLimits: () => Promise<RecordingLimits | undefined>;
  add: (file: File) => Promise<void>;
  announce: (text: string) => void;
  close: (takesFocus: boolean) => void;
}) {
  const obstacle = findObstacle();
  const [problem, setProblem] = createSignal<Problem | undefined>(obstacle);
  /** How it ended, where its person didn't end it. */
  const [notice, setNotice] = createSignal<RecordingEnd>();

  function ended(how: RecordingEnd, recording: Recording | undefined): void {
    if (recording === undefined) return void setProblem("nothingRecorded");
    props.announce(voiceTexts()[how]);
    if (how === "stopped") props.close(false);
    else setNotice(how);
    void props.add(fileOf(recording));
  }

  return (
    <Switch
      fallback={
        <RecordingRow
          isHeld={props.isHeld}
          findLimits={props.findLimits}
          announce={props.announce}
          close={props.close}
          ended={ended}
          failed={setProblem}
        />
      }
    >
      <Match when={problem()}>
        {(what) => (
          <Notice close={() => props.close(true)}>
            <ProblemText problem={what()} />
          </Notice>
        )}
      </Match>
      <Match when={notice()}>{(how) => <Notice close={() => props.close(true)}>{voiceTexts()[how()]}</Notice>}</Match>
    </Switch>
  );
}

function Notice(props: { close: () => void; children: JSX.Element }) {
  return (
    <fieldset
      class="voice-notice"
      aria-label={voiceTexts().voiceMessage}
      onKeyDown={(event) => event.key === "Escape" && props.close()}
    >
      <p role="alert">{props.children}</p>
      <CloseButton onClick={props.close} />
    </fieldset>
  );
}

function ProblemText(props: { problem: Problem }) {
  const [address, setAddress] = createSignal<string>();
  const room = useRoom();
  onMount(async () => {
    if (props.problem === "insecure")
      setAddress((await fetchSecureAddress(room)) ?? (await findHttpsAddress(location)));
  });
  return (
    <>
      {voiceTexts()[props.problem]}{" "}
      <Show when={address()}>
        {(url) => (
          <>
            {voiceTexts().useInstead} <a href={url()}>{url()}</a>
          </>
        )}
      </Show>
    </>
  );
}

function RecordingRow(props: {
  isHeld: boolean;
  findLimits: () => Promise<RecordingLimits | undefined>;
  announce: (text: string) => void;
  close: (takesFocus: boolean) => void;
  ended: (how: RecordingEnd, recording: Recording | undefined) => void;
  failed: (problem: Problem) => void;
}) {
  let takesNoFiles = false;
  const recorder = createRecorder(
    {
      openMicrophone,
      async findMaxMs() {
        const limits = await props.findLimits();
        if (limits === undefined) return undefined;
        const { bytes, maxBytes, maxFileBytes } = limits;
        takesNoFiles = maxFileBytes === 0;
        const space = Math.max(0, Math.min(maxFileBytes, maxBytes - bytes));
        return (1000 * 8 * space) / (BITS_PER_SECOND * SIZE_MARGIN);
      },
      now: () => performance.now(),
      every,
    },
    {
      ended: (how, recording) => props.ended(how, recording),
      failed: (error) =>
        props.failed(error === NO_SPACE ? (takesNoFiles ? "noFiles" : "roomIsFull") : problemOf(error)),
    },
  );
  const warn = (event: BeforeUnloadEvent) => event.preventDefault();
  addEventListener("beforeunload", warn);
  onCleanup(() => {
    removeEventListener("beforeunload", warn);
    recorder.release();
  });

  const leftMs = () => recorder.maxMs() - recorder.elapsedMs();
  const secondsLeft = createMemo(() => (leftMs() < COUNTDOWN_MS ? Math.ceil(Math.max(0, leftMs()) / 1000) : undefined));
  const isLimited = () => recorder.maxMs() < MAX_RECORDING_MS;
  const maxTime = () => formatPlayTime(recorder.maxMs() / 1000);
  let stopButton: HTMLButtonElement | undefined;
  let goOnButton: HTMLButtonElement | undefined;

  createEffect(
    on(
      () => props.isHeld,
      (isHeld) => !isHeld && recorder.elapsedMs() >= HELD_MS && recorder.stop(),
      { defer: true },
    ),
  );
  createEffect(
    on(recorder.phase, (phase) => {
      if (phase === "recording") stopButton?.focus();
      if (phase === "asking") goOnButton?.focus();
    }),
  );
  createEffect(() => {
    if (recorder.phase() !== "recording") return;
    const { recording, onlySpaceFor } = voiceTexts();
    props.announce(isLimited() ? `${recording}. ${onlySpaceFor(maxTime())}` : recording);
  });
  // Read out at the beginning of the countdown and near its end.
  createEffect(() => {
    const left = secondsLeft();
    if (left === 10 || left === 3) props.announce(voiceTexts().secondsLeft(left));
  });

  function discard(): void {
    if (!recorder.discard()) return;
    props.announce(voiceTexts().discarded);
    props.close(true);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    if (recorder.phase() === "asking") recorder.goOn();
    else discard();
  }

  return (
    <fieldset class="voice-panel" aria-label={voiceTexts().voiceMessage} onKeyDown={onKeyDown}>
      <Show
        when={recorder.phase() !== "asking"}
        fallback={
          <>
            <p class="voice-question">{voiceTexts().discardQuestion}</p>
            <button ref={goOnButton} type="button" onClick={recorder.goOn}>
              {voiceTexts().goOn}
            </button>
            <button class="voice-discard" type="button" onClick={discard}>
              {voiceTexts().discard}
            </button>
          </>
        }
      >
        <IconButton look="quiet" label={voiceTexts().discard} onClick={discard}>
          <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true" fill="none" stroke="currentColor">
            <path d="m5 5 10 10M15 5 5 15" stroke-width="2" stroke-linecap="round" />
          </svg>
        </IconButton>
        <Show
          when={recorder.phase() === "recording"}
          fallback={<p class="voice-question">{recorder.phase() === "starting" && voiceTexts().starting}</p>}
        >
          <span class="voice-dot" aria-hidden="true" />
          <span class="voice-time" role="timer">
            <Show when={secondsLeft() === undefined} fallback={voiceTexts().secondsLeft(secondsLeft() ?? 0)}>
              {formatPlayTime(recorder.elapsedMs() / 1000)}
              <span class="voice-max"> / {maxTime()}</span>
            </Show>
          </span>
          <Levels levels={recorder.levels()} />
        </Show>
        <button
          ref={stopButton}
          class="voice-stop"
          type="button"
          data-look="primary"
          aria-label={voiceTexts().stop}
          title={voiceTexts().stop}
          disabled={recorder.phase() !== "recording"}
          onClick={recorder.stop}
        >
          <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true" fill="currentColor">
            <rect x="5" y="5" width="10" height="10" rx="1.5" />
          </svg>
        </button>
      </Show>
    </fieldset>
  );
}

/** Shows how loud the last seconds were; where motion is unwanted, only how loud it is now. */
function Levels(props: { levels: readonly number[] }) {
  const scaled = (level: number) => Math.min(1, level ** 0.6);
  const path = () => {
    const last = props.levels.slice(-SHOWN_LEVELS);
    const bars = [...Array<number>(SHOWN_LEVELS - last.length).fill(0), ...last];
    return barsPath(bars.map(scaled));
  };
  return (
    <span class="voice-levels" aria-hidden="true" style={{ "--level": scaled(props.levels.at(-1) ?? 0).toFixed(2) }}>
      <svg viewBox={`0 0 ${barsWidth(SHOWN_LEVELS)} ${BARS_HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        <path d={path()} />
      </svg>
    </span>
  );
}
