// What the server said no to, in the reader's language: by its code, and by its sentence where that says more.
import { MINUTE_MS } from "#protocol/limits";
import type { Refusal } from "../sync/room-reducer.ts";
import type { Words } from "./en.ts";
import { w } from "./t.ts";
import { spanOf } from "./time-texts.ts";

/** As many characters as a username has at most. */
const USERNAME_LENGTH = 24;

type Answer = (words: Words, count: number) => string;

const span = (minutes: number) => spanOf(minutes * MINUTE_MS);

/** The server's sentences that name a number or a fault; the first number in one is the count. */
const SENTENCES: readonly [sentence: RegExp, answer: Answer][] = [
  [/^username: has from (\d+)/, (words, least) => words.usernameLength(least, USERNAME_LENGTH)],
  [/^username: /, (words) => words.usernameShape],
  [/^password: has from/, (words) => words.passwordLength],
  [/^password: is the username/, (words) => words.passwordIsName],
  [/^password: is one/, (words) => words.passwordIsCommon],
  [/^password: give one/, (words) => words.passwordMissing],
  [/^email: /, (words) => words.emailProblem],
  [/^This invite is not good/, (words) => words.badInvite],
  [/^Rooms without an end/, (words) => words.noLasting],
  [/can’t be reached/, (words) => words.unreachable],
  [/nothing to see/, (words) => words.nothingToSee],
  [/control or invisible/, (words) => words.invisibleCharacters],
  [/not valid Unicode/, (words) => words.notUnicode],
  [/longer than (\d+) characters/, (words, max) => words.longerThan(max)],
  [/^ttlMinutes: from 1 to (\d+)/, (words, max) => words.lifeAtMost(span(max))],
  [/^idleMinutes: from 1 to (\d+)/, (words, max) => words.idleAtMost(span(max))],
  [/^extend: at most (\d+)/, (words, max) => words.extendAtMost(span(max))],
  [/^This room takes (\d+)/, (words, max) => words.membersAtMost(max)],
  [/^This server draws/, (words) => words.codesAreDrawn],
  [/^code: /, (words) => words.codeShape],
];

export function said({ code, message }: Refusal): string {
  for (const [sentence, answer] of SENTENCES) {
    const found = sentence.exec(message);
    if (found !== null) return answer(w(), Number(found[1]));
  }
  return w().refusals[code] ?? message;
}
