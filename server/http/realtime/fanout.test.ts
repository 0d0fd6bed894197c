// A busy room over real sockets: frames with several lines for those who take them, single ones for the others.
import { expect, test } from "bun:test";
import type { Room } from "../../chat/room-model/room.ts";
import { startTestServer } from "../../testing/test-server.ts";

const MEMBERS = 40;
const MESSAGES = 4000;
const AT_ONCE = 50;

test("W17, H1: everybody gets every event once, in order; only subscribers to batches get batches, until the room calms down", async () => {
  await using server = await startTestServer({ LIMITS: "off", HISTORY: "10000" });
  const { room } = await server.client.room();
  const { hotRoom: heat } = server.node.rooms.find(room.code) as Room;
  // What a test can bring about.
  heat.hotAt = 20_000;
  const address = server.client.address(`ws/${room.code}`).replace("http", "ws");
  const members = await Promise.all(
    Array.from({ length: MEMBERS }, async (_, n) => {
      const { token } = await server.client.session(`M${n}`);
      const member = { socket: new WebSocket(address), seqs: [] as number[], batches: 0, isBatching: n % 2 === 0 };
      const joined = Promise.withResolvers<void>();
      member.socket.onopen = () => {
        member.socket.send(JSON.stringify({ type: "join", token, ...(member.isBatching && { batch: true }) }));
      };
      member.socket.onmessage = ({ data }) => {
        const lines = String(data).split("\n");
        if (lines.length > 1) member.batches++;
        for (const line of lines) {
          const frame = JSON.parse(line);
          if (frame.type === "chat") member.seqs.push(frame.seq);
          if (frame.type === "welcome") joined.resolve();
        }
      };
      await joined.promise;
      return member;
    }),
  );
  const all = (count: number) => members.every(({ seqs }) => seqs.length >= count);
  for (let said = 0; said < MESSAGES; ) {
    for (let n = 0; n < AT_ONCE; n++) {
      members[said++ % MEMBERS]?.socket.send(JSON.stringify({ type: "chat", message: `message ${said}` }));
    }
    // As fast as it goes, but no further ahead: nobody is to fall behind so far as to be cut off.
    while (!all(said - 20 * AT_ONCE)) await Bun.sleep(1);
  }
  while (!all(MESSAGES)) await Bun.sleep(1);
  const whole = Array.from({ length: MESSAGES }, (_, n) => n + 1);
  for (const { seqs } of members) expect(seqs).toEqual(whole);
  for (const { batches, isBatching } of members) expect(batches > 0).toBe(isBatching);

  // Calm is seen when something happens after a while.
  let head = MESSAGES;
  while (heat.isHot) {
    await Bun.sleep(30);
    members[0]?.socket.send(JSON.stringify({ type: "chat", message: "calm" }));
    head++;
    while (!all(head)) await Bun.sleep(1);
  }
  for (const { socket } of members) socket.close();
}, 30_000);
