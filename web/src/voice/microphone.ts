// The microphone as browsers offer it, and why they don't.

/** `insecure` is a page over plain http, where browsers have no microphone. */
type MicrophoneProblem = "insecure" | "unsupported" | "denied" | "none" | "inUse";

export type Microphone = {
  /** Returns how loud it is now, from 0 to 1. */
  level(): number;
  /** While it is paused, nothing is recorded. */
  pause(): void;
  resume(): void;
  /** Ends the recording, and returns it. */
  finish(): Promise<Blob>;
  /** Lets go of the microphone. */
  close(): void;
};

/** In the order of preference; the first plays in all current browsers. */
const TYPES = ["audio/webm;codecs=opus", "audio/mp4;codecs=mp4a.40.2", "audio/mp4", "audio/ogg;codecs=opus"];

/** Speech is as clear as it gets with half of that. */
export const BITS_PER_SECOND = 32_000;

const recordedType = () => TYPES.find((type) => MediaRecorder.isTypeSupported(type));

/** Returns what is wrong before the person is asked for anything. */
export function findObstacle(): MicrophoneProblem | undefined {
  if (!isSecureContext) return "insecure";
  if (navigator.mediaDevices?.getUserMedia === undefined || typeof MediaRecorder === "undefined") return "unsupported";
  return recordedType() === undefined ? "unsupported" : undefined;
}

/** Says what an error means that getUserMedia or MediaRecorder threw. */
export function problemOf(error: unknown): MicrophoneProblem {
  switch ((error as DOMException | undefined)?.name) {
    case "NotAllowedError":
    case "SecurityError":
      return "denied";
    case "NotFoundError":
    case "OverconstrainedError":
      return "none";
    case "NotReadableError":
    case "AbortError":
      return "inUse";
    default:
      return "unsupported";
  }
}

/** Begins to record. Rejects with what `problemOf` understands. @param onGone called when it is unplugged or taken away */
export async function openMicrophone(onGone: () => void): Promise<Microphone> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const stopTracks = () => {
    for (const track of stream.getTracks()) track.stop();
  };
  try {
    const mimeType = recordedType() ?? "";
    const recorder = new MediaRecorder(stream, { mimeType, audioBitsPerSecond: BITS_PER_SECOND });
    const meter = createMeter(stream);
    const parts: Blob[] = [];
    recorder.ondataavailable = ({ data }) => parts.push(data);
    const stopped = new Promise<void>((resolve) => {
      recorder.onstop = () => resolve();
    });
    for (const track of stream.getAudioTracks()) {
      track.onended = onGone;
      // A call takes it away without ending it.
      track.onmute = onGone;
    }
    recorder.onerror = onGone;
    // Undivided, browsers write into it how long it is.
    recorder.start();
    return {
      level: meter.level,
      pause: () => recorder.state === "recording" && recorder.pause(),
      resume: () => recorder.state === "paused" && recorder.resume(),
      async finish() {
        // It stops by itself when its track ends.
        if (recorder.state !== "inactive") recorder.stop();
        await stopped;
        const [type = ""] = recorder.mimeType.split(";");
        return new Blob(parts, { type });
      },
      close() {
        for (const track of stream.getAudioTracks()) track.onended = track.onmute = null;
        recorder.onerror = null;
        stopTracks();
        meter.close();
      },
    };
  } catch (error) {
    stopTracks();
    throw error;
  }
}

/** Measures how loud it is. Without Web Audio, it is always quiet. */
function createMeter(stream: MediaStream): { level(): number; close(): void } {
  if (typeof AudioContext === "undefined") return { level: () => 0, close() {} };
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  void context.resume().catch(() => {});
  return {
    level() {
      analyser.getFloatTimeDomainData(samples);
      return samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
    },
    close: () => void context.close().catch(() => {}),
  };
}
