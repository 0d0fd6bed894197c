// Connections that nothing comes through, though no socket says so, on a clock that anybody may set.
import { describe, expect, test } from "bun:test";
import { chatOf, FakeServer, type FakeSocket, FakeTime } from "../testing/fakes.ts";
import { createConnection } from "./connection.ts";
import type { ConnectionPhase } from "./connection-types.ts";

function client({ knocks = false } = {}) {
  const time = new FakeTime();
  const server = new FakeServer(time);
  const phases: { is: ConnectionPhase["is"]; at: number }[] = [];
  const state = { wallAheadMs: 0 };
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
      cursor: () => ({ epoch: "e1", seq: 0 }),
      pending: () => [],
      receive: () => false,
      phaseChanged: ({ is }) => phases.push({ is, at: time.now }),
    },
  );
  connection.start();
  return { time, server, state, phases, phase: () => phases.at(-1)?.is };
}

const pingsTo = (socket: FakeSocket) => socket.received.filter(({ type }) => type === "ping").length;

describe("a socket that brings nothing", () => {
  for (const way of [true, "to the server", "to the client"] as const) {
    test(`W18: is replaced within 90 s, though new ones work (cut: ${way})`, async () => {
      const { time, server, phases, phase } = client();
      await time.pass(50);
      server.last.isCut = way;
      const cutAt = time.now;
      await time.pass(90_000);
      const noticedAt = phases.find(({ is }) => is === "waiting")?.at ?? Number.POSITIVE_INFINITY;
      expect(noticedAt - cutAt).toBeLessThanOrEqual(85_000);
      expect(server.sockets).toHaveLength(2);
      expect(phase()).toBe("open");
    });
  }

  test("W18: is replaced by who waits to be let in, too, who then knocks again", async () => {
    const { time, server, phase } = client({ knocks: true });
    await time.pass(50);
    server.last.isCut = true;
    await time.pass(90_000);
    expect(server.sockets).toHaveLength(2);
    expect(phase()).toBe("knocking");
  });

  test("W18: is tried again for as long as no new one works", async () => {
    const { time, server, phase } = client();
    await time.pass(50);
    server.last.isCut = true;
    server.onConnect = () => {};
    await time.pass(200_000);
    expect(server.sockets.length).toBeGreaterThan(4);
    expect(phase()).not.toBe("open");
  });
});

describe("a socket in a silent room", () => {
  for (const knocks of [false, true]) {
    test(`W18: is kept for as long as pings are answered${knocks ? ", also while one waits to be let in" : ""}`, async () => {
      const { time, server } = client({ knocks });
      await time.pass(600_000);
      expect(server.sockets).toHaveLength(1);
      expect(pingsTo(server.last)).toBeGreaterThanOrEqual(7);
    });
  }

  test("W18: is not pinged while frames come", async () => {
    const { time, server } = client();
    for (let seq = 1; seq <= 20; seq++) {
      await time.pass(30_000);
      server.last.deliver(chatOf(seq));
    }
    expect(pingsTo(server.last)).toBe(0);
  });

  test("W18: lives if any frame comes after the ping, be it a refusal", async () => {
    const { time, server } = client();
    server.receive = (socket, frame) => {
      if (frame.type === "ping") socket.deliver({ type: "refused", code: "malformed", message: "No such type." });
      else FakeServer.prototype.receive.call(server, socket, frame);
    };
    await time.pass(300_000);
    expect(server.sockets).toHaveLength(1);
  });
});

describe("the device's clock", () => {
  test("W18, W20: set back by hours, it hides no silence", async () => {
    const { time, server, state } = client();
    await time.pass(50);
    state.wallAheadMs = -2 * 3_600_000;
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
  }).start();
  await time.pass(5000);
  expect(tries).toBe(4);
  expect(phases.at(-1)?.is).toBe("waiting");
});
