// Frames as bytes, right and wrong, sent to a real server: what RFC 6455 allows is taken, what it forbids ends the connection.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { encodeFrame, OPCODE, RawWebSocket, type ReceivedFrame } from "../../testing/raw-websocket.ts";
import { startTestServer } from "../../testing/test-server.ts";
import type { Case } from "./case.ts";
import { contentCases } from "./content-cases.ts";
import { fragmentCases } from "./fragment-cases.ts";
import { framingCases } from "./framing-cases.ts";

const cases = [...framingCases, ...fragmentCases, ...contentCases];
/** So many are tried at a time. */
const AT_ONCE = 64;

const server = await startTestServer({ LIMITS: "off" });
afterAll(server.stop);

/** The answer to it comes after all others, as frames keep their order. */
const LAST = "that was all";

function wordFor({ opcode, payload }: ReceivedFrame): string {
  if (opcode === OPCODE.text) {
    const { type } = JSON.parse(payload.toString());
    return type === "pong" ? "answer" : type;
  }
  if (opcode === OPCODE.close) return payload.length < 2 ? "close" : `close ${payload.readUInt16BE(0)}`;
  return opcode === OPCODE.pong ? `pong ${payload.length}` : `opcode ${opcode}`;
}

const isLast = ({ opcode, payload }: ReceivedFrame) => opcode === OPCODE.pong && payload.toString() === LAST;

/** Sends a case on a socket of its own. @returns what came of it, in words */
async function outcomeOf({ parts }: Case, code: string): Promise<string> {
  const socket = await RawWebSocket.connect(server.port, `/ws/${code}`);
  for (const part of parts) {
    socket.send(part);
    if (parts.length > 1) await Bun.sleep(1);
  }
  socket.send(encodeFrame({ opcode: OPCODE.ping, payload: LAST }));
  await socket.until(() => socket.isClosed || socket.frames.some(isLast));
  const words = socket.frames.filter((frame) => !isLast(frame)).map(wordFor);
  if (socket.isClosed) words.push("end");
  socket.terminate();
  return words.join(" ");
}

const outcomes = new Map<string, string>();

beforeAll(async () => {
  const { room } = await server.client.room();
  const waiting = [...cases];
  const work = async () => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      outcomes.set(next.name, await outcomeOf(next, room.code));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}, 30_000);

test("W28: there are 250 cases or more, each with a name of its own", () => {
  expect(cases.length).toBeGreaterThanOrEqual(250);
  expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
});

test.each(cases.filter(({ instead }) => instead === undefined).map((one) => [one.name, one.expected] as const))(
  "W28: %s",
  (name, expected) => {
    expect(outcomes.get(name)).toBe(expected);
  },
);

test.each(cases.flatMap((one) => (one.instead === undefined ? [] : [[one.name, one.instead.outcome] as const])))(
  "W28, otherwise than the RFC says: %s",
  (name, outcome) => {
    expect(outcomes.get(name)).toBe(outcome);
  },
);

test("W28: the server is well after all of that", async () => {
  expect(server.logger.faultCount).toBe(0);
  const { room } = await server.client.room();
  const { socket } = await server.client.join(room.code, "Ann");
  expect((await socket.request({ type: "chat", message: "still here" }, "chat")).message).toBe("still here");
  while (server.node.openSockets.count > 1) await Bun.sleep(1);
});
