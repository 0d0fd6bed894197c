import { MINUTE_MS } from "#protocol/limits";
import type { Refusal } from "../api/api-error.ts";
import type { Texts } from "./en.ts";
import { t } from "./t.ts";
import { formatDuration } from "./time-texts.ts";

/** A username has at most this many characters. */
const MAX_USERNAME_LENGTH = 24;

type TextOf = (texts: Texts, count: number) => string;

const minutesText = (minutes: number) => formatDuration(minutes * MINUTE_MS);

/** Server sentences that say more than their code; the first number in one is the count. */
const SENTENCES: readonly [sentence: RegExp, textOf: TextOf][] = [
  [/^username: has from (\d+)/, (texts, least) => texts.usernameLength(least, MAX_USERNAME_LENGTH)],
  [/^username: /, (texts) => texts.usernameShape],
  [/^password: has from/, (texts) => texts.passwordLength],
  [/^password: is the username/, (texts) => texts.passwordIsName],
  [/^password: is too common/, (texts) => texts.passwordIsCommon],
  [/^password: is required/, (texts) => texts.passwordMissing],
  [/^currentPassword: enter/, (texts) => texts.currentPasswordNeeded],
  [/^currentPassword: is wrong/, (texts) => texts.currentPasswordWrong],
  [/^adminCode: /, (texts) => texts.adminCodeWrong],
  [/^This invite has been used up/, (texts) => texts.badInvite],
  [/^Rooms that never end/, (texts) => texts.endlessRoomsNotAllowed],
  // Other things than messages are tried too often as well, such as passwords.
  [/^You're sending too fast|^Too many frames|^Slow mode/, (texts) => texts.sendingTooFast],
  [/can’t be reached/, (texts) => texts.unreachable],
  [/no visible characters/, (texts) => texts.nothingToSee],
  [/control or invisible/, (texts) => texts.invisibleCharacters],
  [/too many marks/, (texts) => texts.piledMarks],
  [/not valid Unicode/, (texts) => texts.notUnicode],
  [/longer than (\d+) characters/, (texts, max) => texts.longerThan(max)],
  [/^ttlMinutes: from 1 to (\d+)/, (texts, max) => texts.lifeAtMost(minutesText(max))],
  [/^idleMinutes: from 1 to (\d+)/, (texts, max) => texts.idleAtMost(minutesText(max))],
  [/^extend: at most (\d+)/, (texts, max) => texts.extendAtMost(minutesText(max))],
  [/^This room holds (\d+)/, (texts, max) => texts.membersAtMost(max)],
  [/doesn't allow custom codes/, (texts) => texts.codesAreGenerated],
  [/^code: /, (texts) => texts.codeShape],
];

/** Returns a refusal in the reader's language: by the server's sentence where that says more, else by the code. */
export function refusalText({ code, message }: Refusal): string {
  for (const [sentence, textOf] of SENTENCES) {
    const found = sentence.exec(message);
    if (found !== null) return textOf(t(), Number(found[1]));
  }
  return (t().refusals as Partial<Record<string, string>>)[code] ?? message;
}
