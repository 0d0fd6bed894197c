const NOTES = [
  { pitchHz: 660, afterS: 0 },
  { pitchHz: 880, afterS: 0.12 },
];
const PEAK_GAIN = 0.08;
const FADE_S = 0.6;

let context: AudioContext | undefined;

/** Plays two soft notes. Browsers allow no sound before the person has interacted with the page. */
export function playSound(): void {
  if (navigator.userActivation?.hasBeenActive === false) return;
  try {
    context ??= new AudioContext();
    if (context.state === "suspended") context.resume().catch(() => {});
    for (const { pitchHz, afterS } of NOTES) playNote(context, pitchHz, context.currentTime + afterS);
  } catch {
    // This browser has no sound, or no device for it.
  }
}

function playNote(context: AudioContext, pitchHz: number, at: number): void {
  const tone = new OscillatorNode(context, { type: "sine", frequency: pitchHz });
  const gain = new GainNode(context, { gain: 0 });
  gain.gain.setValueAtTime(0, at);
  gain.gain.linearRampToValueAtTime(PEAK_GAIN, at + 0.02);
  gain.gain.exponentialRampToValueAtTime(0.0001, at + FADE_S);
  tone.connect(gain).connect(context.destination);
  tone.start(at);
  tone.stop(at + FADE_S);
}
