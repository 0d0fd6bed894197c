import { describe, expect, test } from "bun:test";
import { createRoot } from "solid-js";
import { FakeTime } from "../testing/fakes.ts";
import type { Microphone } from "./microphone.ts";
import { createRecorder, MAX_RECORDING_MS, NO_SPACE, type Recording, TICK_MS } from "./recorder.ts";
import { readWaveform } from "./waveform.ts";

type Opening = { maxMs?: number; error?: unknown; isSilent?: boolean };

/** A microphone in which somebody talks louder and louder, until it is closed. */
function studio({ maxMs, error, isSilent = false }: Opening = {}) {
  const time = new FakeTime();
  const log: string[] = [];
  const outcomes: unknown[] = [];
  let level = 0;
  let unplug = () => {};
  const microphone: Microphone = {
    level: () => {
      level = Math.min(1, level + 0.01);
      return level;
    },
    pause: () => void log.push("pause"),
    resume: () => void log.push("resume"),
    finish: async () => new Blob(isSilent ? [] : ["sound"], { type: "audio/webm" }),
    close: () => void log.push("close"),
  };
  const recorder = createRoot(() =>
    createRecorder(
      {
        async openMicrophone(onGone) {
          unplug = onGone;
          if (error !== undefined) throw error;
          return microphone;
        },
        findMaxMs: async () => maxMs,
        now: () => time.now,
        every(ms, run) {
          let cancel = () => {};
          const again = () => {
            cancel = time.after(ms, () => {
              again();
              run();
            });
          };
          again();
          return () => cancel();
        },
      },
      {
        ended: (how, recording) => outcomes.push([how, recording]),
        failed: (reason) => outcomes.push(reason),
      },
    ),
  );
  return { recorder, time, log, outcomes, unplug: () => unplug() };
}

const recordingOf = (outcomes: unknown[]) => (outcomes[0] as [string, Recording])[1];

describe("a recording", () => {
  test("F51, F57: ends when it is stopped, with its length and its waveform, and frees the microphone", async () => {
    const { recorder, time, log, outcomes } = studio();
    expect(recorder.phase()).toBe("starting");
    await time.pass(2000 + TICK_MS / 2);
    expect([recorder.phase(), recorder.elapsedMs()]).toEqual(["recording", 2000]);
    recorder.stop();
    await time.pass(0);
    const { blob, seconds, waveform } = recordingOf(outcomes);
    expect([outcomes.length, log]).toEqual([1, ["close"]]);
    expect(seconds).toBe(2.05);
    expect(readWaveform(new Uint8Array(await blob.arrayBuffer()))).toEqual(waveform);
    expect(waveform.at(-1)).toBeGreaterThan(waveform[0] ?? 0);
    await time.pass(5000);
    expect(recorder.elapsedMs()).toBe(2050);
  });

  test("F51: stops by itself after five minutes, or when the room is full, and keeps what there is", async () => {
    for (const [maxMs, most] of [
      [undefined, MAX_RECORDING_MS],
      [60 * 60_000, MAX_RECORDING_MS],
      [8000, 8000],
    ] as const) {
      const { recorder, time, outcomes } = studio(maxMs === undefined ? {} : { maxMs });
      await time.pass(0);
      expect(recorder.maxMs()).toBe(most);
      await time.pass(most - TICK_MS);
      expect(outcomes).toEqual([]);
      await time.pass(TICK_MS);
      expect(outcomes).toEqual([["full", expect.objectContaining({ seconds: most / 1000 })]]);
    }
  });

  test("F53: where it can't begin, or nothing more fits, it says why and holds no microphone", async () => {
    const denied = new DOMException("denied", "NotAllowedError");
    const refused = studio({ error: denied });
    await refused.time.pass(0);
    expect([refused.outcomes, refused.recorder.phase()]).toEqual([[denied], "over"]);
    const full = studio({ maxMs: 100 });
    await full.time.pass(0);
    expect([full.outcomes, full.log]).toEqual([[NO_SPACE], ["close"]]);
  });

  test("F54: a microphone that goes away ends it, and what there is is kept", async () => {
    const { time, outcomes, log, unplug } = studio();
    await time.pass(700);
    unplug();
    unplug();
    await time.pass(0);
    expect(outcomes).toEqual([["interrupted", expect.objectContaining({ seconds: 0.7 })]]);
    expect(log).toEqual(["close"]);
    const silent = studio({ isSilent: true });
    await silent.time.pass(0);
    silent.unplug();
    await silent.time.pass(0);
    expect(silent.outcomes).toEqual([["interrupted", undefined]]);
  });

  test("F55: a short one is discarded at once, a longer one after a question, while nothing is recorded", async () => {
    const short = studio();
    await short.time.pass(500);
    expect([short.recorder.discard(), short.log]).toEqual([true, ["close"]]);
    const { recorder, time, log, outcomes } = studio();
    await time.pass(3000);
    expect(recorder.discard()).toBe(false);
    await time.pass(60_000);
    expect([recorder.phase(), recorder.elapsedMs()]).toEqual(["asking", 3000]);
    recorder.goOn();
    await time.pass(1000);
    expect([recorder.phase(), recorder.elapsedMs()]).toEqual(["recording", 4000]);
    recorder.discard();
    expect(recorder.discard()).toBe(true);
    await time.pass(1000);
    expect([log, outcomes]).toEqual([["pause", "resume", "pause", "close"], []]);
  });

  test("F54: a microphone that opens after it was given up is closed again", async () => {
    const { recorder, time, log, outcomes } = studio();
    recorder.release();
    await time.pass(0);
    expect([log, outcomes, recorder.phase()]).toEqual([["close"], [], "over"]);
  });
});
