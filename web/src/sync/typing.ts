import { TYPING_FADE_MS } from "#protocol/limits";
import { withoutItems } from "./without-items.ts";

/** A member who is typing, until they are heard typing again or this instant (epoch ms) has come. */
export type TypingMember = { readonly userId: string; readonly user: string; readonly until: number };

/** Adds a member who is typing now, or prolongs it. */
export function addTyping(
  members: readonly TypingMember[],
  { userId, user }: Pick<TypingMember, "userId" | "user">,
  now: number,
): readonly TypingMember[] {
  return [...removeTyping(members, [userId]), { userId, user, until: now + TYPING_FADE_MS }];
}

/** Removes members who have left or sent something. Returns the same list where none of them was typing. */
export function removeTyping(members: readonly TypingMember[], userIds: readonly string[]): readonly TypingMember[] {
  return withoutItems(members, ({ userId }) => userIds.includes(userId));
}

/** Removes members who stopped typing a while ago. Returns the same list where there is none. */
export function fadeTyping(members: readonly TypingMember[], now: number): readonly TypingMember[] {
  return withoutItems(members, ({ until }) => until <= now);
}
