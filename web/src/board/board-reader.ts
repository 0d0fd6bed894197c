// Makes the board of what the welcome told, the events since then, and the messages that this page has. A message that it
// doesn't have is asked for. Rule B6.
import { applyToBoard, type Board, createPin, isPinned, withoutNameOnBoard } from "#protocol/board";
import type { LogEvent } from "#protocol/frames";
import { ApiError } from "../api/api-error.ts";
import type { FrameReader, Room } from "../room/room.ts";
import { fetchBoard } from "../room/room-actions.ts";
import { allEvents, findMessage } from "../sync/event-list.ts";

/** In a large room, those who don't have the message ask for it within this time, and not all at once. */
const MAX_SPREAD_MS = 5_000;
const SPREAD_MS_PER_MEMBER = 2;
const RETRY_MS = 5_000;

type BoardRoom = Pick<
  Room,
  "board" | "setBoard" | "state" | "log" | "members" | "after" | "code" | "identity" | "ownerKey" | "storageKey"
>;

/** Creates what keeps a room's board, and brings it up to date. @param random returns a number from 0 to 1 */
export function createBoardReader(
  room: BoardRoom,
  fetch: (room: BoardRoom) => Promise<Board | ApiError> = fetchBoard,
  random: () => number = Math.random,
): FrameReader {
  const find = (id: string) => findMessage(room.log(), id);
  const board = (): Board => room.board() ?? [];
  const set = (next: Board) => room.setBoard(next.length === 0 ? undefined : next);
  let isAsking = false;

  /** Returns a board with what has happened since, as far as this page knows. Events that it has already change nothing. */
  function withWhatIsKnown(base: Board): Board {
    const { log, looseRevisions } = room.state().messages;
    const events: LogEvent[] = [...allEvents(log), ...looseRevisions];
    const folded = events.reduce((before, event) => applyToBoard(before, event, find), base);
    return folded.flatMap((pin) => {
      const message = find(pin.id);
      if (message === undefined) return pin;
      return message.deleted ? [] : createPin(message);
    });
  }

  /** Asks for the board if a pin among these events is of a message that this page doesn't have. */
  function askIfMissing(events: readonly LogEvent[]): void {
    const isMissing = (event: LogEvent) =>
      event.type === "room" && event.pin?.on && !isPinned(board(), event.pin.id) && find(event.pin.id) === undefined;
    if (isAsking || !events.some(isMissing)) return;
    isAsking = true;
    askLater(random() * Math.min(MAX_SPREAD_MS, room.members().length * SPREAD_MS_PER_MEMBER));
  }

  function askLater(delayMs: number): void {
    room.after(delayMs, async () => {
      const pins = await fetch(room);
      if (pins instanceof ApiError) return askLater(RETRY_MS);
      isAsking = false;
      set(withWhatIsKnown(pins));
    });
  }

  set(withWhatIsKnown(board()));
  askIfMissing(allEvents(room.log()));

  return (frame, fresh) => {
    if (frame.type === "welcome") set(withWhatIsKnown(board()));
    else if (frame.type === "forgotten") set(withoutNameOnBoard(board(), frame.userId));
    else {
      const after = fresh.reduce((before, event) => applyToBoard(before, event, find), board());
      if (after !== board()) set(after);
      askIfMissing(fresh);
    }
  };
}
