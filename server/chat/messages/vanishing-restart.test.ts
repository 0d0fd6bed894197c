// Messages with a life of their own through a restart and a failing disk.
import { expect, test } from "bun:test";
import { Refusal } from "#protocol/error-codes";
import type { ChatEvent } from "#protocol/frames";
import { LocalEngine } from "../../engine/local-engine.ts";
import { createFakeDomain } from "../../testing/fake-domain.ts";
import { FakeCommitterPorts, FakeJournal, turnEventLoop } from "../../testing/fake-journal.ts";
import type { Room } from "../room-model/room.ts";
import { encodeState } from "../room-model/room-state.ts";

const MINUTE_MS = 60_000;

/** Says messages in a room of a first server, and restores the room in a second one, after so long. */
async function restarted(commands: readonly object[], downMs: number) {
  const before = createFakeDomain();
  const room = before.create({ ttlMinutes: 2880 });
  const [ann, bob] = [await before.join(room, "ann"), await before.join(room, "bob")];
  for (const command of commands) ann.send({ type: "chat", ...command });
  const { epoch } = room.founding;
  const events = before.engine.history(epoch).read({ limit: 1000 }).entries;
  const record = { epoch, founding: room.founding, state: encodeState(room.state, room.seen) };
  for (const client of [ann, bob]) client.disconnect();

  const domain = createFakeDomain();
  domain.clock.now = before.clock.now + downMs;
  while (!domain.rooms.tick(domain.clock.now));
  domain.rooms.restore(record, (deliver) =>
    domain.engine.restore({ ...record, lastDroppedSeq: 0, nonces: [], events }, deliver),
  );
  const back = domain.rooms.find(room.founding.code) as Room;
  const texts = () =>
    domain.engine
      .history(epoch)
      .read({ limit: 1000, messagesOnly: true })
      .entries.map(({ text }) => (JSON.parse(text) as ChatEvent).message);
  return { domain, room: back, texts };
}

test("L10: what was due while the server was down is gone at once, the rest when it is due", async () => {
  const commands = [
    ...Array.from({ length: 300 }, () => ({ message: "soon", vanish: 10 })),
    { message: "later", vanish: 3600 },
    { message: "stays" },
  ];
  const { domain, texts } = await restarted(commands, 11_000);
  expect(texts().filter((text) => text !== "")).toEqual(["later", "stays"]);
  domain.advance(3600_000);
  expect(texts().filter((text) => text !== "")).toEqual(["stays"]);
});

test("L10: after a restart, a message waits for those who are back in time, and for nobody else", async () => {
  const { domain, room, texts } = await restarted([{ message: "unseen", vanish: "seen" }], MINUTE_MS);
  const ann = await domain.join(room, "ann");
  const bob = await domain.join(room, "bob");
  domain.advance(5 * MINUTE_MS + 100);
  const late = await domain.join(room, "late");
  for (const client of [ann, late]) client.send({ type: "seen", seq: 1 });
  expect(texts()).toEqual(["unseen"]);
  bob.send({ type: "seen", seq: 1 });
  expect(texts()).toEqual([""]);
});

test("L10: one that everybody who is back has seen vanishes when nobody else is waited for", async () => {
  const { domain, room, texts } = await restarted([{ message: "unseen", vanish: "seen" }], MINUTE_MS);
  const bob = await domain.join(room, "bob");
  bob.send({ type: "seen", seq: 1 });
  domain.advance(4 * MINUTE_MS);
  expect(texts()).toEqual(["unseen"]);
  domain.advance(MINUTE_MS + 100);
  expect(texts()).toEqual([""]);
});

test("L10: if nobody comes back, all have left; what was said alone keeps its day", async () => {
  const { domain, texts } = await restarted([{ message: "unseen", vanish: "seen" }], MINUTE_MS);
  domain.advance(5 * MINUTE_MS + 100);
  expect(texts()).toEqual([""]);
  const alone = await restarted([{ message: "alone", vanish: 86_400 }], MINUTE_MS);
  alone.domain.advance(10 * MINUTE_MS);
  expect(alone.texts()).toEqual(["alone"]);
});

test("L10: while the disk fails a message stays, and it vanishes once when the disk works again", async () => {
  const journal = new FakeJournal();
  const ports = new FakeCommitterPorts();
  const engine = new LocalEngine({ events: 500, bytes: 1 << 20 }, 1 << 20, journal, ports);
  const domain = createFakeDomain({ engine });
  const creating = domain.rooms.create({}, { id: "owner", name: "Olga", avatar: null });
  await journal.succeed();
  const created = await creating;
  if (created instanceof Refusal) throw new Error(created.message);
  const { room } = created;
  const ann = await domain.join(room, "ann");
  ann.send({ type: "chat", message: "ten seconds", vanish: 10 });
  await journal.succeed();
  const first = () => JSON.parse(engine.history(room.founding.epoch).read({ limit: 1 }).entries[0]?.text ?? "{}");
  domain.advance(10_100);
  await journal.fail();
  expect(first()).toMatchObject({ message: "ten seconds" });
  domain.advance(1_100);
  await turnEventLoop();
  await ports.runScheduled();
  while (journal.pendingBatch !== undefined) await journal.succeed();
  for (let n = 0; n < 3; n++) {
    domain.advance(1_100);
    await turnEventLoop();
    while (journal.pendingBatch !== undefined) await journal.succeed();
  }
  expect(ann.takeFrames().filter(({ type }) => type === "vanish")).toHaveLength(1);
  expect(engine.history(room.founding.epoch).findMessage(`${room.founding.epoch}-1`)).toMatchObject({ deleted: true });
  await domain.rooms.vanishing.settled();
  expect(domain.faults).toEqual([]);
});
