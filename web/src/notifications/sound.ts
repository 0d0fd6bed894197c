// A gentle call of two notes, made on the spot. Browsers keep a page silent until somebody has touched it.

const NOTES = [
  { pitch: 660, afterS: 0 },
  { pitch: 880, afterS: 0.12 },
];
const LOUDNESS = 0.08;
const FADE_S = 0.6;

let context: AudioContext | undefined;

export function chime(): void {
  if (navigator.userActivation?.hasBeenActive === false) return;
  context ??= new AudioContext();
  if (context.state === "suspended") void context.resume();
  for (const { pitch, afterS } of NOTES) ring(context, pitch, context.currentTime + afterS);
}

function ring(context: AudioContext, pitch: number, at: number): void {
  const tone = new OscillatorNode(context, { type: "sine", frequency: pitch });
  const loudness = new GainNode(context, { gain: 0 });
  loudness.gain.setValueAtTime(0, at);
  loudness.gain.linearRampToValueAtTime(LOUDNESS, at + 0.02);
  loudness.gain.exponentialRampToValueAtTime(0.0001, at + FADE_S);
  tone.connect(loudness).connect(context.destination);
  tone.start(at);
  tone.stop(at + FADE_S);
}
