// What stands between a text and its being sent.
import { characters, messageProblem } from "#protocol/text";

/** From here on it is told how much more fits. */
const NEAR = 200;

export type Verdict = {
  readonly maySend: boolean;
  /** Characters that still fit, once they are few; below 0 those that don't. */
  readonly left: number | undefined;
};

/** @param most characters a message may have */
export function judged(text: string, most: number): Verdict {
  const maySend = messageProblem(text, most) === undefined;
  // No text has more characters than units.
  if (text.length <= most - NEAR) return { maySend, left: undefined };
  const left = most - characters(text);
  return { maySend, left: left < NEAR ? left : undefined };
}
