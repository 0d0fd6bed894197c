import { countCharacters, messageProblem } from "#protocol/text";

/** With fewer characters left than this, the composer shows how many. */
const WARN_BELOW = 200;

export type SendableCheck = {
  readonly maySend: boolean;
  /** How many characters still fit, once they are few; negative if there are too many. */
  readonly left: number | undefined;
};

/**
 * Returns whether a text may be sent, and how much more fits.
 * @param hasFiles with files, a message needs no text
 */
export function checkSendable(text: string, maxLength: number, hasFiles = false): SendableCheck {
  const maySend = (hasFiles && text.trim() === "") || messageProblem(text, maxLength) === undefined;
  // A text has at most as many characters as UTF-16 units, which cost nothing to count.
  if (text.length <= maxLength - WARN_BELOW) return { maySend, left: undefined };
  const left = maxLength - countCharacters(text);
  return { maySend, left: left < WARN_BELOW ? left : undefined };
}
