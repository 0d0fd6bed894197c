// Who somebody says they are, on joining and later: proved by a token, under the name and avatar they choose.
// Rules I3, W8, P4.
import { Refusal } from "#protocol/error-codes";
import type { CommandOf, Member } from "#protocol/frames";
import { cleanLabel, nameProblem } from "#protocol/text";
import type { Proved, Verify } from "../lib/ports.ts";

/** The member a join introduces, and the device they are signed in on. */
export function introduced(
  { token, ...chosen }: CommandOf<"join">,
  verify: Verify,
): { member: Member; signIn: string | undefined } | Refusal {
  const problem = chosen.name === undefined ? undefined : nameProblem(cleanLabel(chosen.name));
  if (problem !== undefined) return new Refusal("malformed", `name: ${problem}.`);
  const proved: Proved | Refusal = verify(token);
  if (proved instanceof Refusal) return proved;
  const member = called(proved, chosen);
  return member instanceof Refusal ? member : { member, signIn: proved.signIn };
}

/** The member under another name, another avatar, or both. */
export function called(
  { id, name, avatar }: Member,
  chosen: Pick<CommandOf<"rename">, "name" | "avatar">,
): Member | Refusal {
  const wanted = cleanLabel(chosen.name ?? name);
  const problem = nameProblem(wanted);
  if (problem !== undefined) return new Refusal("malformed", `name: ${problem}.`);
  return { id, name: wanted, avatar: chosen.avatar === undefined ? avatar : chosen.avatar };
}
