import type { LogEvent } from "#protocol/frames";
import type { Room } from "../room/room.ts";

const isAboutBoard = (event: LogEvent) => event.type === "room" && event.pin !== undefined;

/** Keeps the board as it is on the server. The code for that is loaded once there is something on it. */
export function watchBoard(room: Room): void {
  async function load(): Promise<void> {
    const { createBoardReader } = await import("./board-reader.ts");
    room.setBoardReader(createBoardReader(room));
  }
  const loadIfUsed = (events: readonly LogEvent[]) => {
    // Where it can't be fetched now, the next frame tries again.
    if (room.board() !== undefined || events.some(isAboutBoard)) load().catch(() => {});
  };
  room.setBoardReader((_, events) => loadIfUsed(events));
  loadIfUsed(room.events());
}
