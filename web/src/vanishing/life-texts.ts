import type { Vanish } from "#protocol/frames";
import { vanishTexts } from "../i18n/parts/vanish-texts.ts";
import { formatDuration } from "../i18n/time-texts.ts";

const SECOND_MS = 1000;

/** Returns a life as a time in words; undefined for one that ends when everybody has seen the message. */
export const timeOf = (life: Vanish): string | undefined =>
  life === "seen" ? undefined : formatDuration(life * SECOND_MS);

/** Returns in words when messages with this life vanish. */
export function lifeText(life: Vanish): string {
  const time = timeOf(life);
  return time === undefined ? vanishTexts().onceSeen : vanishTexts().after(time);
}
