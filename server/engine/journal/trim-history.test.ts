// What history has lost goes from the journal in time, however many rooms it is of.
import { expect, test } from "bun:test";
import { FakeCommitterPorts } from "../../testing/journal.ts";
import { draft } from "../engine-contract.ts";
import { OpenRoom } from "../log/open-room.ts";
import { Log } from "../log/room-log.ts";
import type { Write } from "./journal.ts";
import { Trimming } from "./trim-history.ts";

/** A room whose history has lost its only event. */
function room(epoch: string): OpenRoom {
  const log = new Log(epoch, { events: 0, bytes: 0 });
  log.keep(log.prepare({ draft: draft("lost"), key: undefined }));
  return new OpenRoom(log, () => {});
}

test("J3: of however many rooms fall silent together, all is written within four seconds, and pressed", async () => {
  for (const count of [1, 63, 65, 300, 5000]) {
    const ports = new FakeCommitterPorts();
    const written: Write[] = [];
    const pressed: number[] = [];
    const trimming = new Trimming({
      later: ports.later,
      chore: (write) => written.push(write),
      press: () => pressed.push(written.length),
    });
    const epochs = Array.from({ length: count }, (_, n) => `e${n}`);
    for (const epoch of epochs) trimming.look(epoch, room(epoch));
    for (let second = 0; second < 4; second++) await ports.pass();
    expect(written).toEqual(epochs.map((epoch): Write => ["trim", epoch, 2, 2]));
    expect(pressed.at(-1)).toBe(count);
    const [first = 0] = pressed;
    expect(first).toBeLessThanOrEqual(Math.max(64, Math.ceil(count / 4)));
  }
});
