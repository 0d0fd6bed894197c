// Checks the form of a username. lookalike-names.ts decides whether a username is free. Rule U2.
import { countCharacters } from "#protocol/text";
import { once } from "./once.ts";

export const USERNAME_LENGTH = { min: 3, max: 24 } as const;

const USERNAME_PATTERN = /^[\p{L}\p{Nd}](?:[\p{L}\p{M}\p{Nd}_.-]*[\p{L}\p{M}\p{Nd}])?$/u;

/** One pattern per set of scripts that one language is written with (UTS #39, section 5.2, without mixing in Latin). */
const singleScriptPatterns = once(() =>
  [
    ...["Latin", "Greek", "Cyrillic", "Armenian", "Hebrew", "Arabic", "Devanagari", "Bengali", "Gurmukhi", "Gujarati"],
    ...["Tamil", "Telugu", "Kannada", "Malayalam", "Sinhala", "Thai", "Lao", "Tibetan", "Myanmar", "Georgian"],
    ...["Ethiopic", "Khmer", "Oriya"],
  ]
    .map((script) => [script])
    .concat([
      ["Han", "Hiragana", "Katakana"],
      ["Han", "Hangul"],
      ["Han", "Bopomofo"],
    ])
    .map((scripts) => scripts.map((script) => `\\p{scx=${script}}`).join(""))
    .map((scripts) => new RegExp(`^[${scripts}\\p{sc=Common}]+$`, "u")),
);

/** Returns what is wrong with a cleaned username, as half a sentence; undefined when it is well-formed. */
export function usernameProblem(username: string): string | undefined {
  const length = countCharacters(username, USERNAME_LENGTH.max);
  if (length < USERNAME_LENGTH.min || length > USERNAME_LENGTH.max) {
    return `has from ${USERNAME_LENGTH.min} to ${USERNAME_LENGTH.max} characters`;
  }
  // Full-width, small and raised letters and ligatures are other ways to write ordinary letters.
  if (username !== username.normalize("NFKC")) return "has letters in an unusual form";
  if (!USERNAME_PATTERN.test(username)) return "can only have letters and digits, with _ . - between them";
  if (!singleScriptPatterns().some((pattern) => pattern.test(username))) return "mixes scripts";
  return undefined;
}
