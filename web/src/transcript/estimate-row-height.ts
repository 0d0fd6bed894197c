import type { VisibleEvent } from "../sync/event-list.ts";

// These fit the default text size in a view of medium width.
const LINE_PX = 26;
const CHARACTERS_PER_LINE = 60;
const AROUND_TEXT_PX = 20;
/** About the height of a picture by itself. */
const FILE_PX = 200;
/** About the height of the longest code block, which scrolls beyond that. */
const MAX_HEIGHT_PX = 900;

/** Estimates a row's height in px before it has been in the page: the closer, the less has to be corrected afterwards. */
export function estimateRowHeight(event: VisibleEvent | undefined): number {
  const text = event?.message ?? "";
  const lines = Math.ceil(text.length / CHARACTERS_PER_LINE) + text.split("\n", 40).length - 1;
  const filesPx = event?.type === "chat" && event.files ? FILE_PX : 0;
  return Math.min(MAX_HEIGHT_PX, AROUND_TEXT_PX + Math.max(1, lines) * LINE_PX) + filesPx;
}
