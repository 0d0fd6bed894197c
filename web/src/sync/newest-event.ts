import { type EventList, newestFirst, type VisibleEvent } from "./event-list.ts";

/**
 * Creates a search for the newest event of a log that matches. It may be repeated with each message: it looks at no more than
 * what came since it was made last. Only in a log that doesn't continue the last one does it begin anew.
 */
export function createNewestSearch<E extends VisibleEvent>(matches: (event: VisibleEvent) => event is E) {
  let lastId: string | undefined;
  let found: E | undefined;
  return (log: EventList): E | undefined => {
    const endId = lastId;
    const before = found;
    found = undefined;
    lastId = undefined;
    for (const event of newestFirst(log)) {
      lastId ??= event.id;
      if (event.id === endId) found = before;
      else if (matches(event)) found = event;
      else continue;
      break;
    }
    return found;
  };
}
