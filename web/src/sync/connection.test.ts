// Tests one room's socket with every kind of failure, against a fake server that keeps the protocol's rules.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { CLOSE } from "#protocol/error-codes";
import { chatOf, FakeServer, FakeTime } from "../testing/fakes.ts";
import { createConnection } from "./connection.ts";
import type { ConnectionPhase } from "./connection-types.ts";
import { allEvents } from "./event-list.ts";
import { EMPTY_STATE, type LocalAction, type RoomState, reduce } from "./room-reducer.ts";

function client({ random = (): number => 1 } = {}) {
  const time = new FakeTime();
  const server = new FakeServer(time);
  const phases: ConnectionPhase[] = [];
  const lost: number[] = [];
  let state: RoomState = EMPTY_STATE;
  let tokens = 1;
  const act = (action: LocalAction) => {
    state = reduce(state, action);
  };
  const around = { now: () => time.now, random, after: time.after.bind(time), open: () => server.connect() };
  const connection = createConnection(around, {
    joinFields: async () => ({ token: `token${tokens}`, name: "BraveWolf", tab: "tab" }),
    rejectToken: () => {
      tokens += 1;
    },
    cursor: () => state.cursor,
    pending: () => state.outbox,
    receive(frame) {
      state = reduce(state, frame);
      return state.hasGap;
    },
    phaseChanged: (phase) => phases.push(phase),
    socketClosed: (code) => lost.push(code),
  });
  connection.start();
  return {
    time,
    server,
    connection,
    phases,
    lost,
    phase: () => phases.at(-1),
    get state() {
      return state;
    },
    write(...texts: string[]) {
      for (const message of texts) act({ type: "send", nonce: `n-${message}`, message });
      connection.flush();
    },
    retry(nonce: string) {
      act({ type: "retry", nonce });
      connection.flush();
    },
    said: () => server.log.map(({ message }) => message),
  };
}

const cut = (server: FakeServer) => {
  server.last.isCut = true;
  server.last.onclose?.({ code: 1006 });
};

describe("joining", () => {
  test("W7: the first frame is a join, always with the same tab, and with the cursor once there is one", async () => {
    const { server, time, phase } = client();
    await time.pass(50);
    const introduction = { type: "join", token: "token1", name: "BraveWolf", tab: "tab", batch: true };
    expect(server.last.received).toEqual([introduction as never]);
    expect(phase()).toEqual({ is: "open" });
    server.last.end(CLOSE.tooSlow);
    await time.pass(1000);
    expect(server.last.received[0]).toMatchObject({ type: "join", tab: "tab", cursor: { epoch: "e1", seq: 0 } });
  });

  test("W8: a refused token is replaced on the same socket, without telling the person", async () => {
    const { server, time, phase } = client();
    server.acceptsToken = (token) => token === "token2";
    await time.pass(50);
    expect(server.sockets).toHaveLength(1);
    expect(server.last.received.map(({ token }) => token)).toEqual(["token1", "token2"]);
    expect(phase()).toEqual({ is: "open" });
  });

  test("W8: if every token is refused, the connection backs off", async () => {
    const { server, time, phase } = client();
    server.acceptsToken = () => false;
    await time.pass(200);
    expect(server.last.received).toHaveLength(3);
    expect(phase()?.is).toBe("waiting");
  });

  test("W10: final close codes end the connection, all others make it reconnect", async () => {
    for (const code of [CLOSE.normal, CLOSE.roomEnded, CLOSE.notAllowed, CLOSE.noSuchRoom, CLOSE.replaced]) {
      const { server, time, phase } = client();
      await time.pass(50);
      server.last.end(code);
      await time.pass(60_000);
      expect(phase()).toEqual({ is: "closed", code, reason: "", refusal: undefined });
      expect(server.sockets).toHaveLength(1);
    }
    for (const code of [1001, 1006, 1009, CLOSE.restarting, CLOSE.tooSlow, CLOSE.tooManyFrames, 4999]) {
      const { server, time, phase } = client();
      await time.pass(50);
      server.last.end(code);
      await time.pass(4000);
      expect(phase()).toEqual({ is: "open" });
      expect(server.sockets).toHaveLength(2);
    }
  });

  test("W9: the server's refusal before a close is kept", async () => {
    const { server, time, phase } = client();
    server.onConnect = (socket) => {
      socket.deliver({ type: "refused", code: "room_full", message: "This room is full." });
      socket.end(CLOSE.notAllowed);
    };
    server.last.end(1006);
    await time.pass(2000);
    const refusal = { code: "room_full", message: "This room is full." } as const;
    expect(phase()).toEqual({ is: "closed", code: CLOSE.notAllowed, reason: "", refusal });
  });
});

describe("reconnecting", () => {
  test("C5: when the server restarts, its clients return spread evenly over 3 s", async () => {
    const waits: number[] = [];
    for (let share = 0.125; share <= 1; share += 0.125) {
      const { server, time, phase } = client({ random: () => share });
      await time.pass(50);
      server.last.end(CLOSE.restarting);
      await time.pass(server.delayMs);
      const waiting = phase();
      if (waiting?.is === "waiting") waits.push(waiting.nextTryAt - time.now);
      await time.pass(4000);
      expect(phase()).toEqual({ is: "open" });
    }
    expect(waits).toEqual([375, 750, 1125, 1500, 1875, 2250, 2625, 3000]);
  });

  test("C5: the close code of every lost socket is reported, but not of one that we close", async () => {
    const { server, time, connection, lost } = client();
    await time.pass(50);
    server.last.end(CLOSE.restarting);
    await time.pass(4000);
    cut(server);
    await time.pass(4000);
    connection.restart();
    await time.pass(50);
    server.last.end(CLOSE.roomEnded);
    await time.pass(50);
    expect(lost).toEqual([CLOSE.restarting, 1006, CLOSE.roomEnded]);
  });

  test("C5: if a restarting server is not back yet, normal backoff follows", async () => {
    const { server, time, phase } = client();
    await time.pass(50);
    server.onConnect = (socket) => socket.end(1006);
    server.last.end(CLOSE.restarting);
    await time.pass(server.delayMs + 3000 + server.delayMs);
    expect(phase()).toMatchObject({ is: "waiting", nextTryAt: time.now + 1000 });
  });

  test.each(Object.entries({ "W10: of a lost network": 1006, "W23: of too many sockets": 4030 }))(
    "%s, the random wait grows up to 15 s, it never gives up, and says why",
    async (_title, code) => {
      const { server, time, phases } = client();
      server.onConnect = (socket) => socket.end(code);
      cut(server);
      await time.pass(600_000);
      const waits = phases.flatMap((phase, at) => (phase.is === "waiting" ? [{ phase, at }] : []));
      expect(waits.length).toBeGreaterThan(40);
      expect(waits.at(-1)?.phase).toMatchObject({ closeCode: code });
      const starts = [500, 1000, 2000, 4000, 8000, 15_000, 15_000];
      let from = 1_700_000_000_000;
      for (const [at, delayMs] of starts.entries()) {
        const next = waits[at]?.phase;
        expect(next?.is === "waiting" && next.nextTryAt - from).toBe(delayMs);
        from += delayMs + server.delayMs;
      }
      const lucky = client({ random: () => 0 });
      cut(lucky.server);
      await lucky.time.pass(1);
      expect(lucky.server.sockets).toHaveLength(2);
    },
  );

  test("W10: the next wait is short again after a stable connection", async () => {
    const { server, time, phase } = client();
    for (let times = 0; times < 4; times++) {
      cut(server);
      await time.pass(20_000);
    }
    expect(phase()).toEqual({ is: "open" });
    cut(server);
    expect(phase()).toMatchObject({ is: "waiting", nextTryAt: time.now + 500 });
  });

  test("W10: a socket without a welcome is given up after ten seconds", async () => {
    const { server, time, phase } = client();
    server.onConnect = () => {};
    cut(server);
    await time.pass(10_500);
    expect(phase()?.is).toBe("waiting");
  });

  test("W10: it reconnects at once when the browser is online again or the page is seen", async () => {
    const { server, time, phase, connection } = client();
    connection.offline();
    for (let times = 0; times < 6; times++) {
      cut(server);
      connection.visible();
    }
    expect(server.sockets).toHaveLength(7);
    cut(server);
    expect(phase()?.is).toBe("offline");
    connection.online();
    await time.pass(50);
    expect(phase()).toEqual({ is: "open" });
    // The old socket may have died with the old network.
    connection.online();
    await time.pass(50);
    expect(server.sockets).toHaveLength(9);
    connection.stop();
    connection.online();
    expect(server.sockets).toHaveLength(9);
  });

  test("H7: a gap makes it reconnect with its cursor, and the missing events arrive", async () => {
    const one = client();
    await one.time.pass(50);
    one.server.log.push(chatOf(1), chatOf(2), chatOf(3));
    one.server.last.deliver(chatOf(1));
    one.server.last.deliver(chatOf(3));
    await one.time.pass(1000);
    expect(one.server.sockets).toHaveLength(2);
    expect(allEvents(one.state.messages.log).map(({ seq }) => seq)).toEqual([1, 2, 3]);
  });

  test("W17, H7: the frames of a batch are applied in order, and none after a gap", async () => {
    const one = client();
    await one.time.pass(50);
    one.server.log.push(chatOf(1), chatOf(2), chatOf(3), chatOf(4), chatOf(5));
    const gathered = [1, 2, 4, 5].map((seq) => JSON.stringify(chatOf(seq))).join("\n");
    one.server.last.onmessage?.({ data: gathered });
    expect(allEvents(one.state.messages.log).map(({ seq }) => seq)).toEqual([1, 2]);
    await one.time.pass(1000);
    expect(one.server.sockets).toHaveLength(2);
    expect(allEvents(one.state.messages.log).map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
  });

  test("W10: after a sleep of the device it opens a new socket", async () => {
    const { server, time } = client();
    await time.pass(50);
    await time.sleep(10 * 60_000);
    await time.pass(50);
    expect(server.sockets).toHaveLength(2);
  });
});

describe("messages", () => {
  test("H2: messages written while disconnected are sent in order and once after reconnecting", async () => {
    const one = client();
    await one.time.pass(50);
    cut(one.server);
    one.write("a", "b");
    one.write("c");
    await one.time.pass(1000);
    expect(one.said()).toEqual(["a", "b", "c"]);
    expect(one.state.outbox).toEqual([]);
    expect(allEvents(one.state.messages.log).map((event) => "message" in event && event.message)).toEqual([
      "a",
      "b",
      "c",
    ]);
  });

  test("H2: messages under way when the connection broke are sent again with their nonces, and appear once", async () => {
    const one = client();
    await one.time.pass(50);
    one.write("a", "b");
    await one.time.pass(6);
    // The server receives the messages, but its confirmations never arrive.
    expect(one.said()).toEqual(["a", "b"]);
    cut(one.server);
    one.write("c");
    await one.time.pass(1000);
    expect(one.said()).toEqual(["a", "b", "c"]);
    expect(allEvents(one.state.messages.log).map((event) => "message" in event && event.message)).toEqual([
      "a",
      "b",
      "c",
    ]);
    expect(one.state.outbox).toEqual([]);
  });

  test("W13: at most 16 messages are under way unconfirmed", async () => {
    const one = client();
    await one.time.pass(50);
    one.server.delayMs = 1000;
    one.write(...Array.from({ length: 30 }, (_, at) => `${at}`));
    await one.time.pass(1500);
    expect(one.server.last.received).toHaveLength(1 + 16);
    await one.time.pass(10_000);
    expect(one.said()).toHaveLength(30);
  });

  test("W13: a refusal to slow down loses no message and keeps their order", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 50, max: 150 }), async (delayMs, count) => {
        const one = client();
        one.server.delayMs = delayMs;
        await one.time.pass(4 * delayMs);
        const texts = Array.from({ length: count }, (_, at) => `${at}`);
        one.write(...texts);
        await one.time.pass(120_000);
        expect(one.said()).toEqual(texts);
        expect(one.state.outbox).toEqual([]);
        expect(one.server.sockets).toHaveLength(1);
      }),
      { numRuns: 20 },
    );
  });

  test("W2: a refused message is not sent again by itself, and does not hold up the next", async () => {
    const one = client();
    await one.time.pass(50);
    const receive = one.server.receive.bind(one.server);
    let isFussy = true;
    one.server.receive = (socket, frame) => {
      if (!isFussy || frame.message !== "bad") return receive(socket, frame);
      socket.deliver({ type: "refused", code: "too_large", message: "Too long.", nonce: frame.nonce ?? "" });
    };
    one.write("bad", "good");
    await one.time.pass(100);
    expect(one.said()).toEqual(["good"]);
    expect(one.state.outbox.map(({ failure }) => failure?.message)).toEqual(["Too long."]);
    isFussy = false;
    one.retry("n-bad");
    await one.time.pass(100);
    expect(one.said()).toEqual(["good", "bad"]);
  });

  for (const way of [true, "to the server", "to the client"] as const) {
    test(`H2, W18: a socket that confirms nothing for ten seconds is replaced, also while others talk (cut: ${way})`, async () => {
      const one = client();
      await one.time.pass(50);
      one.server.last.isCut = way;
      one.write("a");
      for (let second = 1; second <= 11; second++) {
        const theirs = chatOf(one.server.log.length + 1);
        one.server.log.push(theirs);
        one.server.last.deliver(theirs);
        await one.time.pass(1000);
      }
      expect(one.said().filter((text) => text === "a")).toEqual(["a"]);
      expect(one.state.outbox).toEqual([]);
      expect(one.server.sockets).toHaveLength(2);
    });
  }

  test("H2: every message appears once and in order, whatever breaks and whenever", async () => {
    const breaks = fc.array(
      fc.record({ afterMs: fc.integer({ min: 0, max: 400 }), says: fc.integer({ min: 0, max: 4 }) }),
      {
        maxLength: 25,
      },
    );
    await fc.assert(
      fc.asyncProperty(breaks, fc.integer({ min: 1, max: 60 }), async (plan, delayMs) => {
        const one = client({ random: () => 0.2 });
        one.server.delayMs = delayMs;
        one.server.isLimited = false;
        const texts: string[] = [];
        for (const { afterMs, says } of plan) {
          const more = Array.from({ length: says }, (_, at) => `${texts.length + at}`);
          texts.push(...more);
          one.write(...more);
          await one.time.pass(afterMs);
          cut(one.server);
        }
        await one.time.pass(60_000);
        expect(one.said()).toEqual(texts);
        expect(allEvents(one.state.messages.log).map((event) => "message" in event && event.message)).toEqual(texts);
        expect(one.state.outbox).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });
});
