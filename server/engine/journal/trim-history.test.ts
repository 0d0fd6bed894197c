// What history has lost goes from the journal in time, however many rooms it is of.
import { expect, test } from "bun:test";
import { FakeCommitterPorts } from "../../testing/fake-journal.ts";
import { draft } from "../engine-contract.ts";
import { OpenRoom } from "../log/open-room.ts";
import { RoomLog } from "../log/room-log.ts";
import type { JournalWrite } from "./journal.ts";
import { TrimHistory } from "./trim-history.ts";

/** A room whose history has lost its only event. */
function room(epoch: string): OpenRoom {
  const log = new RoomLog(epoch, { events: 0, bytes: 0 });
  log.append(log.prepare({ draft: draft("lost"), key: undefined }));
  return new OpenRoom(log, () => {});
}

test("J3: of however many rooms fall silent together, all is written within four seconds, and pressed", async () => {
  for (const count of [1, 63, 65, 300, 5000]) {
    const ports = new FakeCommitterPorts();
    const written: JournalWrite[] = [];
    const pressed: number[] = [];
    const trimming = new TrimHistory({
      runLater: ports.runLater,
      addBackgroundWrite: (write) => written.push(write),
      flushBackgroundWrites: () => pressed.push(written.length),
    });
    const epochs = Array.from({ length: count }, (_, n) => `e${n}`);
    for (const epoch of epochs) trimming.check(epoch, room(epoch));
    for (let second = 0; second < 4; second++) await ports.runScheduled();
    expect(written).toEqual(epochs.map((epoch): JournalWrite => ["trim", epoch, 2, 2]));
    expect(pressed.at(-1)).toBe(count);
    const [first = 0] = pressed;
    expect(first).toBeLessThanOrEqual(Math.max(64, Math.ceil(count / 4)));
  }
});
