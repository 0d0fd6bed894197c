// Which emoji this device can draw: those of a version it has the pictures for. One emoji stands for each version.
import type { Emoji } from "./emoji.ts";

/** What every device in use has, for browsers that won't let a page see what it draws. */
const WIDELY_DRAWN = 12;
const SURELY_DRAWN = "😀";
const FLAG = /^\p{Regional_Indicator}{2}$/u;
/** Between two colours that are the same, of 255: some browsers blur what a page reads. */
const MOST_APART = 16;

export type IsDrawn = (text: string) => boolean | Promise<boolean>;

/** Those of the newest version that is drawn and of those before it, without countries' flags where these are letters. */
export async function drawable(all: readonly Emoji[], isDrawn: IsDrawn): Promise<Emoji[]> {
  const canTell = await isDrawn(SURELY_DRAWN);
  const newest = canTell ? await newestDrawn(all, isDrawn) : WIDELY_DRAWN;
  const flag = all.find(({ text }) => FLAG.test(text));
  const hasFlags = !canTell || flag === undefined || (await isDrawn(flag.text));
  return all
    .filter(({ text, since }) => since <= newest && (hasFlags || !FLAG.test(text)))
    .map((emoji) => ((emoji.tonesSince ?? 0) <= newest ? emoji : { ...emoji, tonesSince: undefined }));
}

async function newestDrawn(all: readonly Emoji[], isDrawn: IsDrawn): Promise<number> {
  const versions = [...new Set(all.map(({ since }) => since))].sort((one, other) => other - one);
  for (const version of versions) {
    const one = all.find(({ text, since }) => since === version && !FLAG.test(text));
    if (one !== undefined && (await isDrawn(one.text))) return version;
  }
  return WIDELY_DRAWN;
}

/** Draws on a canvas of one pixel: a picture keeps its colours whatever the ink, and parts of one would be too wide. */
export function makeIsDrawn(): (text: string) => boolean {
  const canvas = document.createElement("canvas");
  canvas.width = 1;
  canvas.height = 1;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (context === null) return () => false;
  context.textBaseline = "top";
  context.font = '100px "Apple Color Emoji", "Segoe UI Emoji", "Noto Color Emoji", "Twemoji Mozilla", sans-serif';
  context.scale(0.01, 0.01);
  const inked = (text: string, ink: string): Uint8ClampedArray => {
    context.clearRect(0, 0, 100, 100);
    context.fillStyle = ink;
    context.fillText(text, 0, 0);
    return context.getImageData(0, 0, 1, 1).data;
  };
  const areSame = (one: Uint8ClampedArray, other: Uint8ClampedArray) =>
    one.every((colour, at) => Math.abs(colour - (other[at] ?? 0)) <= MOST_APART);
  const width = context.measureText(SURELY_DRAWN).width;
  const nothing = inked("", "#000");
  return (text) => {
    const picture = inked(text, "#000");
    if (areSame(picture, nothing) || !areSame(picture, inked(text, "#fff"))) return false;
    return context.measureText(text).width < 1.8 * width;
  };
}
