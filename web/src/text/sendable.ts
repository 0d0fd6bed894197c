// What stands between a text and its being sent.
import { MESSAGE_LENGTH } from "#protocol/limits";
import { characters, messageProblem } from "#protocol/text";

/** From here on it is told how much more fits. */
const NEAR = 200;

export type Verdict = {
  readonly maySend: boolean;
  /** Characters that still fit, once they are few; below 0 those that don't. */
  readonly left: number | undefined;
};

export function judged(text: string): Verdict {
  const maySend = messageProblem(text) === undefined;
  // No text has more characters than units.
  if (text.length <= MESSAGE_LENGTH - NEAR) return { maySend, left: undefined };
  const left = MESSAGE_LENGTH - characters(text);
  return { maySend, left: left < NEAR ? left : undefined };
}
