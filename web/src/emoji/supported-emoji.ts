import type { Emoji } from "./emoji.ts";

/** The version that every device in use supports, for browsers that don't let a page read what it draws. */
const WIDELY_SUPPORTED_VERSION = 12;
const ALWAYS_SUPPORTED = "😀";
const FLAG = /^\p{Regional_Indicator}{2}$/u;
/** Colours this close, of 255, count as equal: some browsers add noise to what a page reads. */
const MAX_COLOR_DIFFERENCE = 16;

export type SupportTest = (text: string) => boolean | Promise<boolean>;

/**
 * Returns the emoji this device has pictures for: those of the newest Unicode emoji version it supports, and older ones,
 * without country flags if it shows these as letters. One emoji is tested for each version.
 */
export async function supportedEmoji(all: readonly Emoji[], isSupported: SupportTest): Promise<Emoji[]> {
  const canTell = await isSupported(ALWAYS_SUPPORTED);
  const newest = canTell ? await newestSupportedVersion(all, isSupported) : WIDELY_SUPPORTED_VERSION;
  const flag = all.find(({ text }) => FLAG.test(text));
  const hasFlags = !canTell || flag === undefined || (await isSupported(flag.text));
  return all
    .filter(({ text, since }) => since <= newest && (hasFlags || !FLAG.test(text)))
    .map((emoji) => ((emoji.tonesSince ?? 0) <= newest ? emoji : { ...emoji, tonesSince: undefined }));
}

async function newestSupportedVersion(all: readonly Emoji[], isSupported: SupportTest): Promise<number> {
  const versions = [...new Set(all.map(({ since }) => since))].sort((one, other) => other - one);
  for (const version of versions) {
    const one = all.find(({ text, since }) => since === version && !FLAG.test(text));
    if (one !== undefined && (await isSupported(one.text))) return version;
  }
  return WIDELY_SUPPORTED_VERSION;
}

/**
 * Returns a test that draws an emoji on a canvas of one pixel. A picture keeps its colours whatever the text colour is; an
 * emoji that falls apart into several is too wide.
 */
export function createSupportTest(): (text: string) => boolean {
  try {
    return createCanvasTest();
  } catch {
    // Some browsers let no page read what it draws.
    return () => false;
  }
}

function createCanvasTest(): (text: string) => boolean {
  const canvas = document.createElement("canvas");
  canvas.width = 1;
  canvas.height = 1;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (context === null) return () => false;
  context.textBaseline = "top";
  context.font = '100px "Apple Color Emoji", "Segoe UI Emoji", "Noto Color Emoji", "Twemoji Mozilla", sans-serif';
  context.scale(0.01, 0.01);
  const drawInColor = (text: string, ink: string): Uint8ClampedArray => {
    context.clearRect(0, 0, 100, 100);
    context.fillStyle = ink;
    context.fillText(text, 0, 0);
    return context.getImageData(0, 0, 1, 1).data;
  };
  const isSameColor = (one: Uint8ClampedArray, other: Uint8ClampedArray) =>
    one.every((value, channel) => Math.abs(value - (other[channel] ?? 0)) <= MAX_COLOR_DIFFERENCE);
  const width = context.measureText(ALWAYS_SUPPORTED).width;
  const blank = drawInColor("", "#000");
  return (text) => {
    const picture = drawInColor(text, "#000");
    if (isSameColor(picture, blank) || !isSameColor(picture, drawInColor(text, "#fff"))) return false;
    return context.measureText(text).width < 1.8 * width;
  };
}
