// Connections that nothing comes through, though no socket says so, on a clock that anybody may set.
import { describe, expect, test } from "bun:test";
import { UNREACHABLE } from "../api/api-error.ts";
import { chatOf, FakeServer, FakeTime } from "../testing/fakes.ts";
import { createConnection } from "./connection.ts";
import type { ConnectionPhase } from "./connection-types.ts";
import type { ServerSeq } from "./heartbeat.ts";

const FORBIDDEN = { code: "not_allowed", message: "No." } as const;

function client({ knocks = false } = {}) {
  const time = new FakeTime();
  const server = new FakeServer(time);
  const phases: { is: ConnectionPhase["is"]; at: number }[] = [];
  const state = { wallAheadMs: 0, seq: 0, answer: (): Promise<ServerSeq> => Promise.resolve(0) };
  if (knocks) {
    server.answerJoin = (socket) => {
      socket.deliver({ type: "waiting", message: "Waiting to be let in." });
      return true;
    };
  }
  const connection = createConnection(
    {
      now: () => time.now,
      wallNow: () => time.now + state.wallAheadMs,
      random: () => 1,
      after: time.after.bind(time),
      open: () => server.connect(),
    },
    {
      joinFields: async () => ({ token: "t", tab: "tab" }),
      rejectToken: () => {},
      cursor: () => ({ epoch: "e1", seq: state.seq }),
      pending: () => [],
      receive: () => false,
      phaseChanged: ({ is }) => phases.push({ is, at: time.now }),
      fetchServerSeq: () => state.answer(),
    },
  );
  connection.start();
  return { time, server, state, phases, phase: () => phases.at(-1)?.is };
}

const never = () => new Promise<never>(() => {});

describe("a network that takes everything and passes on nothing", () => {
  for (const [name, answer] of [
    ["is never answered", never],
    ["fails", () => Promise.reject(new Error("broken"))],
    ["can't reach the server", async () => UNREACHABLE],
  ] as const) {
    test(`W18: is noticed within 90 s, where asking over REST ${name}`, async () => {
      const { time, server, state, phases } = client();
      await time.pass(50);
      server.last.isCut = true;
      const cutAt = time.now;
      state.answer = answer;
      server.onConnect = () => {};
      await time.pass(85_000);
      const waiting = phases.find(({ is }) => is === "waiting");
      expect((waiting?.at ?? Number.POSITIVE_INFINITY) - cutAt).toBeLessThanOrEqual(85_000);
      await time.pass(15_000);
      expect(server.sockets.length).toBeGreaterThan(1);
    });
  }

  test("W18: is noticed by who waits to be let in, too, and no server is knocked at again that still answers", async () => {
    const { time, server, state, phase } = client({ knocks: true });
    state.answer = async () => FORBIDDEN;
    await time.pass(300_000);
    expect(phase()).toBe("knocking");
    expect(server.sockets).toHaveLength(1);
    state.answer = never;
    await time.pass(85_000);
    expect(server.sockets.length).toBeGreaterThan(1);
  });

  test("W18: who waits to be let in and may read the room was let in, and has not heard", async () => {
    const { time, server, state } = client({ knocks: true });
    state.answer = async () => FORBIDDEN;
    await time.pass(65_000);
    state.answer = async () => 0;
    await time.pass(80_000);
    expect(server.sockets.length).toBeGreaterThan(1);
  });

  test("W18: frames that come while REST is silent show that the socket lives", async () => {
    const { time, server, state } = client();
    await time.pass(50);
    state.answer = never;
    await time.pass(72_000);
    server.last.deliver(chatOf(1));
    await time.pass(20_000);
    expect(server.sockets).toHaveLength(1);
  });

  test("W18: an answer that comes in the end doesn't undo what was decided meanwhile", async () => {
    const { time, server, state } = client();
    await time.pass(50);
    let answerLate: (seq: ServerSeq) => void = () => {};
    state.answer = () =>
      new Promise((resolve) => {
        answerLate = resolve;
      });
    await time.pass(90_000);
    const sockets = server.sockets.length;
    expect(sockets).toBeGreaterThan(1);
    answerLate(99);
    await time.pass(5000);
    expect(server.sockets).toHaveLength(sockets);
  });
});

describe("the device's clock", () => {
  test("W18, W20: set back by hours, it hides no silence", async () => {
    const { time, server, state } = client();
    await time.pass(50);
    state.wallAheadMs = -2 * 3_600_000;
    state.answer = never;
    server.last.isCut = true;
    await time.pass(90_000);
    expect(server.sockets.length).toBeGreaterThan(1);
  });

  test("W20: a sleep that the steady clock didn't count is noticed, and counted once", async () => {
    const { time, server, state } = client();
    await time.pass(50);
    state.wallAheadMs = 3_600_000;
    await time.pass(11_000);
    expect(server.sockets).toHaveLength(2);
    await time.pass(45_000);
    expect(server.sockets).toHaveLength(2);
  });

  test("W20: many short sleeps add up", async () => {
    const { time, server, state } = client();
    await time.pass(50);
    for (let times = 0; times < 3; times++) {
      state.wallAheadMs += 8_000;
      await time.pass(10_000);
    }
    expect(server.sockets).toHaveLength(2);
  });
});

test("W18: a browser that denies a socket by throwing is asked again later", async () => {
  const time = new FakeTime();
  let tries = 0;
  const phases: ConnectionPhase[] = [];
  const open = () => {
    tries += 1;
    throw new Error("denied");
  };
  const around = { now: () => time.now, random: () => 1, after: time.after.bind(time), open };
  createConnection(around, {
    joinFields: async () => ({ token: "t", tab: "tab" }),
    rejectToken: () => {},
    cursor: () => undefined,
    pending: () => [],
    receive: () => false,
    phaseChanged: (phase) => phases.push(phase),
    fetchServerSeq: async () => undefined,
  }).start();
  await time.pass(5000);
  expect(tries).toBe(4);
  expect(phases.at(-1)?.is).toBe("waiting");
});
