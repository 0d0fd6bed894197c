// What the WebSocket protocol itself sends counts like our frames.
import { expect, test } from "bun:test";
import { FRAME_BURST, FRAMES_PER_SECOND, MAX_REFUSED_IN_A_ROW } from "#protocol/limits";
import { FakeClock } from "../../testing/fake-clock.ts";
import { OPCODE, RawWebSocket } from "../../testing/raw-websocket.ts";
import { startTestServer } from "../../testing/test-server.ts";

const PING = { opcode: OPCODE.ping };
const PONG = { opcode: OPCODE.pong };
const ASKED = { opcode: OPCODE.text, payload: '{"type":"ping"}' };

const open = async (variables = {}) => {
  const server = await startTestServer(variables, { clock: new FakeClock() });
  const { code } = (await server.client.room()).room;
  const socket = await RawWebSocket.connect(server.port, `/ws/${code}`);
  const texts = () => socket.frames.filter(({ opcode }) => opcode === OPCODE.text).map(({ payload }) => `${payload}`);
  return { server, socket, texts, [Symbol.asyncDispose]: server.stop };
};

test("W27: pings and pongs take from what a socket may send, and beyond it are refused like frames", async () => {
  await using opened = await open();
  const { server, socket, texts } = opened;
  socket.send(...Array(FRAME_BURST - 2).fill(PING), PONG, ASKED);
  await socket.until(() => texts().length > 0);
  expect(texts()).toEqual(['{"type":"pong"}']);
  socket.send(PONG, ASKED, PING);
  await socket.until(() => texts().length > 3);
  expect(
    texts()
      .slice(1)
      .map((text) => JSON.parse(text).code),
  ).toEqual(["slow_down", "slow_down", "slow_down"]);
  server.advance(2000 / FRAMES_PER_SECOND);
  socket.send(PING, ASKED);
  await socket.until(() => texts().length > 4);
  expect(texts().at(-1)).toBe('{"type":"pong"}');
  // A ping ends no row of refused frames, nor does that of our own.
  socket.send(...Array(MAX_REFUSED_IN_A_ROW - 3).fill(PING));
  await socket.until(() => socket.isClosed);
  const last = socket.frames.at(-1);
  expect([last?.opcode, last?.payload.readUInt16BE(0)]).toEqual([OPCODE.close, 4029]);
});

test("W27: MAYFLY_LIMITS=off lifts that, too", async () => {
  await using opened = await open({ LIMITS: "off" });
  const { socket, texts } = opened;
  socket.send(...Array(FRAME_BURST * 5).fill(PING), ASKED);
  await socket.until(() => texts().length > 0);
  expect(texts()).toEqual(['{"type":"pong"}']);
});

test("W27: fragments without content are no frames of their own", async () => {
  await using opened = await open();
  const { socket, texts } = opened;
  const empty = { opcode: OPCODE.continuation, fin: false };
  socket.send({ ...ASKED, fin: false }, ...Array(10_000).fill(empty), { opcode: OPCODE.continuation });
  socket.send(ASKED);
  await socket.until(() => texts().length > 1);
  expect(texts()).toEqual(['{"type":"pong"}', '{"type":"pong"}']);
});
