// Cuts text to a length where a person sees characters.
import { graphemesOf } from "./graphemes.ts";
import { countCharacters, isWithin } from "./text.ts";

/** Returns the beginning of a text that has at most `max` code points, and ends between two characters as people see them. */
export function cutText(text: string, max: number): string {
  if (isWithin(text, max)) return text;
  let count = 0;
  for (const { segment, index } of graphemesOf(text)) {
    count += countCharacters(segment);
    if (count > max) return index > 0 ? text.slice(0, index) : beginningOf(segment, max);
  }
  return text;
}

/** Cuts one character that is too long by itself: whole parts of joined emoji remain, or a letter with its first marks. */
function beginningOf(segment: string, max: number): string {
  const beginning = [...segment].slice(0, max).join("");
  const joined = segment.startsWith("\u200d", beginning.length)
    ? beginning
    : beginning.replace(/\u200d[^\u200d]*$/u, "");
  return joined.replace(/\u200d+$/u, "") || beginning;
}
