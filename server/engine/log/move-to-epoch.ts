// Gives an event the ids of another epoch: of a copy that is restored, or of a room whose numbering can't go on.

/** Returns a copy of an event with all ids that it names changed: its own, and those of other events. */
export function mapIds<E extends object>(event: E, moved: (id: unknown) => unknown): E {
  const copy = { ...event } as Record<string, unknown>;
  for (const field of ["id", "messageId", "replyTo"]) if (field in copy) copy[field] = moved(copy[field]);
  if (Array.isArray(copy.messageIds)) copy.messageIds = copy.messageIds.map(moved);
  // What a room event says of the board names a message, too.
  const pin = copy.pin as { id: unknown } | undefined;
  if (pin !== undefined) copy.pin = { ...pin, id: moved(pin.id) };
  return copy as E;
}

/** Returns an event's text with its ids changed to another epoch. */
export function moveToEpoch(text: string, from: string, to: string): string {
  const moved = (id: unknown) =>
    typeof id === "string" && id.startsWith(`${from}-`) ? to + id.slice(from.length) : id;
  return JSON.stringify(mapIds(JSON.parse(text), moved));
}
