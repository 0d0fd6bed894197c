// Records one voice message: how long, how loud, how long it may get, and how it ends. Microphone, clock and timer come from
// outside. Rules F51, F54, F55.
import { type Accessor, createSignal } from "solid-js";
import type { Microphone } from "./microphone.ts";
import { summarise, type Waveform, withWaveform } from "./waveform.ts";

type RecorderPorts = {
  /** Rejects where there is none. @param onGone called when it is unplugged or taken away */
  openMicrophone(onGone: () => void): Promise<Microphone>;
  /** Returns how long a recording may get, in ms; undefined where nothing limits it. */
  findMaxMs(): Promise<number | undefined>;
  /** ms, by a clock that nobody sets. */
  now(): number;
  /** Calls back again and again. Returns a function that stops it. */
  every(ms: number, run: () => void): () => void;
};

export type Recording = { readonly blob: Blob; readonly seconds: number; readonly waveform: Waveform };

/** Why a recording is over: its person stopped it, it was as long as it may get, or the microphone went away. */
export type RecordingEnd = "stopped" | "full" | "interrupted";

type RecorderEvents = {
  /** @param recording undefined where nothing was recorded */
  ended(how: RecordingEnd, recording: Recording | undefined): void;
  /** It can't begin: `error` says why there is no microphone, or nothing more fits. */
  failed(error: unknown): void;
};

export const MAX_RECORDING_MS = 5 * 60_000;
/** Less than this isn't worth beginning with. */
const MIN_ROOM_MS = 3_000;
/** What ends before that may be discarded without a question. */
const ASKED_FROM_MS = 1_000;
export const TICK_MS = 100;
export const NO_SPACE = new Error("nothing more fits");

export function createRecorder(
  { openMicrophone, findMaxMs, now, every }: RecorderPorts,
  { ended, failed }: RecorderEvents,
) {
  const [phase, setPhase] = createSignal<"starting" | "recording" | "asking" | "over">("starting");
  const [elapsedMs, setElapsedMs] = createSignal(0);
  const [maxMs, setMaxMs] = createSignal(MAX_RECORDING_MS);
  const [levels, setLevels] = createSignal<readonly number[]>([]);
  let microphone: Microphone | undefined;
  let lastTick = 0;
  let stopTicking = () => {};

  function measure(): void {
    const time = now();
    setElapsedMs(elapsedMs() + time - lastTick);
    setLevels([...levels(), microphone?.level() ?? 0]);
    lastTick = time;
  }

  function tick(): void {
    if (phase() !== "recording") return;
    measure();
    if (elapsedMs() >= maxMs()) void end("full");
  }

  function release(): void {
    setPhase("over");
    stopTicking();
    microphone?.close();
    microphone = undefined;
  }

  async function end(how: RecordingEnd): Promise<void> {
    const recording = microphone;
    if (recording === undefined || phase() === "over") return;
    if (phase() === "recording") measure();
    setPhase("over");
    stopTicking();
    const blob = await recording.finish();
    // It may have been discarded meanwhile.
    if (microphone === undefined) return;
    release();
    const waveform = summarise(levels());
    const seconds = Math.max(1, Math.round(elapsedMs())) / 1000;
    ended(how, blob.size === 0 ? undefined : { blob: withWaveform(blob, waveform), seconds, waveform });
  }

  function fail(error: unknown): void {
    if (phase() === "over") return;
    release();
    failed(error);
  }

  async function begin(): Promise<void> {
    try {
      const opened = await openMicrophone(() => void end("interrupted"));
      if (phase() === "over") return opened.close();
      microphone = opened;
      setPhase("recording");
      lastTick = now();
      stopTicking = every(TICK_MS, tick);
    } catch (error) {
      fail(error);
    }
  }

  void begin();
  void findMaxMs().then((most) => {
    if (most === undefined) return;
    if (most < MIN_ROOM_MS) fail(NO_SPACE);
    else setMaxMs(Math.min(MAX_RECORDING_MS, most));
  });

  return {
    phase: phase as Accessor<"starting" | "recording" | "asking" | "over">,
    elapsedMs,
    maxMs,
    /** Returns how loud each tick was. */
    levels,
    stop: () => void end("stopped"),

    /** Discards it, or asks first where something is recorded. Returns whether it is discarded. */
    discard(): boolean {
      if (phase() === "recording" && elapsedMs() >= ASKED_FROM_MS) {
        tick();
        microphone?.pause();
        setPhase("asking");
        return false;
      }
      release();
      return true;
    },

    /** Goes on after the question. */
    goOn(): void {
      if (phase() !== "asking") return;
      lastTick = now();
      microphone?.resume();
      setPhase("recording");
    },

    /** Discards it without a question. */
    release,
  };
}
