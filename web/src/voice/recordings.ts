// What is known of files that were recorded in this page and aren't sent yet.
import type { Waveform } from "./waveform.ts";

type RecordingFacts = { readonly seconds: number; readonly waveform: Waveform };

/** What the room and its server still take, in bytes. */
export type RecordingLimits = { readonly bytes: number; readonly maxBytes: number; readonly maxFileBytes: number };

const known = new WeakMap<File, RecordingFacts>();

export const rememberRecording = (file: File, facts: RecordingFacts): void => void known.set(file, facts);

/** Returns what is known of a file that was recorded here, undefined for others. */
export const recordingFacts = (file: File): RecordingFacts | undefined => known.get(file);
