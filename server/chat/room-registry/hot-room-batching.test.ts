// Hot rooms: some clients get batches, others single frames, and nobody misses an event or gets it twice.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { createFakeDomain, type FakeClient, flushPromises } from "../../testing/fake-domain.ts";

const MEMBERS = 20;
/** Deliveries a second: a room that is hot early. */
const LOW_HOT_AT = 20_000;

/** @param hotAt deliveries a second; without it what a server has */
async function crowd(hotAt?: number) {
  const domain = createFakeDomain({ historyEvents: 100_000 });
  const room = domain.create();
  if (hotAt !== undefined) room.hotRoom.hotAt = hotAt;
  const batching: FakeClient[] = [];
  const plain: FakeClient[] = [];
  for (let n = 0; n < MEMBERS; n++) {
    const isBatching = n % 2 === 0;
    (isBatching ? batching : plain).push(await domain.join(room, `m${n}`, isBatching ? { batch: true } : {}));
  }
  const all = [...batching, ...plain];
  for (const client of all) client.takeFrames();
  let sent = 0;
  /** @param everyMs between two messages */
  const talk = (count: number, everyMs: number) => {
    for (let n = 0; n < count; n++) {
      domain.clock.now += everyMs;
      all[sent++ % all.length]?.send({ type: "chat", message: "hey" });
    }
  };
  return { domain, room, batching, plain, talk, flush: () => domain.fanout.flush(room.founding.epoch) };
}

const seqs = (client?: FakeClient) => client?.takeFrames().flatMap(({ type, seq }) => (type === "chat" ? [seq] : []));

test("W17: in a calm room everybody gets single frames at once", async () => {
  const { room, batching, plain, talk, domain } = await crowd();
  talk(2000, 1000 / 19_990);
  expect(room.hotRoom.isHot).toBe(false);
  expect(domain.fanout.batches.size).toBe(0);
  expect(seqs(batching[0])).toHaveLength(2000);
  expect(seqs(plain[0])).toHaveLength(2000);
});

test("W17: in a hot room, clients that take batches wait a little, others don't, and the order is the same", async () => {
  const { room, batching, plain, talk, flush, domain } = await crowd(LOW_HOT_AT);
  talk(100, 0.5);
  expect(room.hotRoom.isHot).toBe(true);
  flush();
  for (const client of [...batching, ...plain]) client.takeFrames();
  talk(40, 0.5);
  expect(batching[0]?.socket.texts).toEqual([]);
  expect(plain[0]?.socket.texts).toHaveLength(40);
  flush();
  expect(batching[0]?.socket.texts).toHaveLength(1);
  expect(seqs(batching[0])).toEqual(seqs(plain[0]) as number[]);
  talk(3, 500);
  expect(room.hotRoom.isHot).toBe(false);
  expect(seqs(batching[0])).toEqual([141, 142, 143]);
  expect(domain.fanout.batches.size).toBe(0);
});

test("W17: nothing is batched below 400,000 deliveries a second, and no batch may be held below 800,000", async () => {
  const { room, talk, domain } = await crowd();
  const mayHold = () => domain.fanout.batches.get(room.founding.epoch)?.mayHold;
  talk(1000, 0.0625);
  expect(mayHold()).toBeUndefined();
  talk(2000, 0.03125);
  expect(mayHold()).toBe(false);
  talk(6000, 0.02);
  expect(mayHold()).toBe(true);
  talk(2000, 0.03125);
  expect(mayHold()).toBe(false);
});

test("W17: the end of a room comes after all its events", async () => {
  const { room, batching, talk, domain } = await crowd(LOW_HOT_AT);
  talk(100, 0.5);
  domain.rooms.end(room, "ended");
  expect(batching[0]?.takeFrames().at(-1)).toMatchObject({ type: "room_ended" });
  expect(domain.fanout.batches.size).toBe(0);
});

test("W17, H1: clients that come, go and return while a room turns hot and calm get every event once, in order", async () => {
  const step = fc.oneof(
    fc.record({ does: fc.constant("talk" as const), count: fc.integer({ min: 1, max: 80 }), slow: fc.boolean() }),
    fc.record({ does: fc.constant("flush" as const) }),
    fc.record({ does: fc.constant("leave" as const), who: fc.nat(MEMBERS) }),
    fc.record({ does: fc.constant("join" as const), batch: fc.boolean() }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const { domain, room, batching, plain, talk, flush } = await crowd(LOW_HOT_AT);
      const received = new Map([...batching, ...plain].map((client) => [client, [] as number[]]));
      const takeAll = () => {
        for (const [client, list] of received) {
          for (const frame of client.takeFrames()) {
            if (frame.type === "welcome") list.push(...frame.events.map(({ seq }: { seq: number }) => seq));
            if (frame.type === "chat") list.push(frame.seq);
          }
        }
      };
      for (const [at, one] of steps.entries()) {
        if (one.does === "talk") talk(one.count, one.slow ? 30 : 0.4);
        else if (one.does === "flush") flush();
        else if (one.does === "leave") batching.splice(one.who % batching.length || 1, 1)[0]?.disconnect();
        else received.set(await domain.join(room, `new${at}`, { batch: one.batch }), []);
        await flushPromises();
        takeAll();
      }
      flush();
      takeAll();
      const head = domain.engine.history(room.founding.epoch).head;
      for (const [client, list] of received) {
        expect(list).toEqual(Array.from({ length: list.length }, (_, n) => n + 1));
        if (client.socket.closedWith === undefined) expect(list).toHaveLength(head);
      }
    }),
    { numRuns: 60 },
  );
});
