import { Refusal } from "#protocol/error-codes";
import type { CommandOf, Member } from "#protocol/frames";
import { cleanLabel, nameProblem } from "#protocol/names";
import type { VerifyToken } from "../lib/ports.ts";
import { badField } from "../lib/refusals.ts";

/**
 * Returns the member that a join's token proves, under the name and avatar the join chooses, and the device they are
 * signed in on. Rules I3, W8.
 */
export function authenticateJoin(
  { token, ...chosen }: CommandOf<"join">,
  verifyToken: VerifyToken,
): { member: Member; signIn: string | undefined } | Refusal {
  const problem = chosen.name === undefined ? undefined : nameProblem(cleanLabel(chosen.name));
  if (problem !== undefined) return badField("name", problem);
  const authenticated = verifyToken(token);
  if (authenticated instanceof Refusal) return authenticated;
  const member = withProfile(authenticated, chosen);
  return member instanceof Refusal ? member : { member, signIn: authenticated.signIn };
}

/** Returns the member with another name, another avatar, or both. Rule P4. */
export function withProfile(
  { id, name, avatar }: Member,
  chosen: Pick<CommandOf<"rename">, "name" | "avatar">,
): Member | Refusal {
  const wanted = cleanLabel(chosen.name ?? name);
  const problem = nameProblem(wanted);
  if (problem !== undefined) return badField("name", problem);
  return { id, name: wanted, avatar: chosen.avatar === undefined ? avatar : chosen.avatar };
}
