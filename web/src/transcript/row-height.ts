// How high a row will be, before it has been in the page: near enough that little has to be made good afterwards.
import type { Shown } from "../sync/event-list.ts";

/** In px, at the usual size of text and of a middling view. */
const LINE = 26;
const LINE_CHARACTERS = 60;
const REST = 20;
/** Code scrolls on its own beyond this. */
const MOST = 900;

export function estimatedHeight(event: Shown | undefined): number {
  const text = event?.message ?? "";
  const lines = Math.ceil(text.length / LINE_CHARACTERS) + text.split("\n", 40).length - 1;
  return Math.min(MOST, REST + Math.max(1, lines) * LINE);
}
