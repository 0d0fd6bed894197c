// What is left of a member whose account was erased, in what was said and done so far. Client and server agree on it.
// Rules U10, U14.
import type { LogEvent } from "./frames.ts";

/** What a room calls a member whose name it doesn't know, or has to forget. */
export const UNKNOWN_NAME = "Somebody";

/** Returns the event without the name and the avatar of a member. */
export function withoutMemberName<Event extends LogEvent>(event: Event, memberId: string): Event;
export function withoutMemberName(event: LogEvent, memberId: string): LogEvent {
  const isAuthor = event.userId === memberId && event.user !== UNKNOWN_NAME;
  if (event.type === "chat") return isAuthor ? { ...event, user: UNKNOWN_NAME, avatar: null } : event;
  if (event.type !== "room") return isAuthor ? { ...event, user: UNKNOWN_NAME } : event;
  const { user, target } = event;
  const isTarget = target?.id === memberId && target.name !== UNKNOWN_NAME;
  if (!isAuthor && !isTarget) return event;
  let phrase = event.message.slice(user.length);
  if (isTarget) phrase = phrase.replaceAll(` ${target.name}`, ` ${UNKNOWN_NAME}`);
  const name = isAuthor ? UNKNOWN_NAME : user;
  return {
    ...event,
    user: name,
    message: name + phrase,
    ...(isTarget && { target: { ...target, name: UNKNOWN_NAME } }),
  };
}
