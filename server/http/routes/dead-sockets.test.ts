// Clients that are gone without a word, behind something that goes on taking what they are sent.
import { afterAll, expect, test } from "bun:test";
import { FakeClock } from "../../testing/fake-clock.ts";
import { startTestServer } from "../../testing/test-server.ts";

const CHECK_MS = 2_500;

const server = await startTestServer({ LIMITS: "off" }, { clock: new FakeClock() });
afterAll(server.stop);
const { client } = server;

/** Opens a socket with a token in its address, takes whatever comes and never says anything, pongs included. */
async function connectMute(code: string, token: string) {
  const closed = Promise.withResolvers<void>();
  const upgraded = Promise.withResolvers<void>();
  await Bun.connect({
    hostname: "127.0.0.1",
    port: server.port,
    socket: {
      open(socket) {
        const upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13";
        const key = "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==";
        socket.write(`GET /ws/${code}?token=${token} HTTP/1.1\r\nHost: x\r\n${upgrade}\r\n${key}\r\n\r\n`);
      },
      data: () => upgraded.resolve(),
      close: () => closed.resolve(),
    },
  });
  await upgraded.promise;
  return closed.promise;
}

test("W26: a client that answers nothing is cut off after 75 s and leaves, though others go on talking; a quiet one stays", async () => {
  const { room } = await client.room();
  const { socket: ann } = await client.join(room.code, "Ann");
  const { socket: quiet, welcome } = await client.join(room.code, "Quiet");
  const closed = connectMute(room.code, (await client.session("Gone")).token);
  await ann.next("user_joined");
  const gone = (await ann.next("user_joined")).userId;
  const isHere = async (id: string) => {
    const { members } = (await server.ask("GET", `api/rooms/${room.code}/members`)).body;
    return members.some((member: { id: string }) => member.id === id);
  };
  // What the quiet one's WebSocket answers is read before the next check, as it has read what came after the ping.
  for (let check = 1; check < 30; check++) {
    server.advance(CHECK_MS);
    await ann.request({ type: "chat", message: "still here" }, "chat");
    await quiet.next("chat");
  }
  expect(await isHere(gone)).toBe(true);
  server.advance(CHECK_MS);
  await closed;
  server.advance(11_000);
  expect((await ann.next("user_left")).userId).toBe(gone);
  for (let check = 0; check < 40; check++) {
    server.advance(CHECK_MS);
    await ann.request({ type: "chat", message: "still here" }, "chat");
    await quiet.next("chat");
  }
  expect(await isHere(welcome.you.id)).toBe(true);
  expect((await quiet.request({ type: "ping" }, "pong")).type).toBe("pong");
});
