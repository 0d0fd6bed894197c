// Gives an event the ids of another epoch: of a copy that is restored, or of a room whose numbering can't go on.

/** Returns an event's text with its ids changed to another epoch. */
export function moveToEpoch(text: string, from: string, to: string): string {
  const event = JSON.parse(text) as Record<string, unknown>;
  const moved = (id: unknown) =>
    typeof id === "string" && id.startsWith(`${from}-`) ? to + id.slice(from.length) : id;
  for (const field of ["id", "messageId", "replyTo"]) if (field in event) event[field] = moved(event[field]);
  if (Array.isArray(event.messageIds)) event.messageIds = event.messageIds.map(moved);
  // What a room event says of the board names a message, too.
  const pin = event.pin as { id: unknown } | undefined;
  if (pin !== undefined) pin.id = moved(pin.id);
  return JSON.stringify(event);
}
