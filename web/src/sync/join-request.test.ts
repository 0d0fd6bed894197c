// Tests what a connection does before it has joined: passwords, knocking, invites, accounts, and refusals.
import { describe, expect, test } from "bun:test";
import type { RefusalCode } from "#protocol/error-codes";
import { CLOSE } from "#protocol/error-codes";
import type { ServerFrame } from "#protocol/frames";
import { FakeServer, type FakeSocket, FakeTime, welcomeOf } from "../testing/fakes.ts";
import { createConnection } from "./connection.ts";
import type { ConnectionPhase } from "./connection-types.ts";

const refused = (code: RefusalCode, retryAfterMs?: number): ServerFrame => ({
  type: "refused",
  code,
  message: "No.",
  ...(retryAfterMs !== undefined && { retryAfterMs }),
});

function newcomer(introduction: () => Promise<{ token: string; tab: string }> = async () => TOKEN) {
  const time = new FakeTime();
  const server = new FakeServer(time);
  const phases: ConnectionPhase[] = [];
  let prepared: Promise<unknown> | undefined;
  let password: string | undefined;
  const around = { now: () => time.now, random: () => 1, after: time.after.bind(time), open: () => server.connect() };
  const connection = createConnection(around, {
    prepare: () => prepared,
    joinFields: async () => ({ ...(await introduction()), ...(password !== undefined && { password }) }),
    rejectToken: () => {},
    cursor: () => undefined,
    pending: () => [],
    receive: () => false,
    phaseChanged: (phase) => phases.push(phase),
  });
  return {
    time,
    server,
    connection,
    phase: () => phases.at(-1),
    prepare: (wait: Promise<unknown>) => {
      prepared = wait;
    },
    tries(given: string): void {
      password = given;
      connection.restart();
    },
  };
}

const TOKEN = { token: "t", tab: "tab" };

/** Answers every join with this frame. */
const says = (frame: ServerFrame) => (socket: FakeSocket) => {
  socket.deliver(frame);
  return true;
};

describe("a room with a password", () => {
  test("G10: asks for it, and the client does not try again by itself", async () => {
    const { server, time, connection, phase } = newcomer();
    server.answerJoin = says(refused("password_needed"));
    connection.start();
    await time.pass(120_000);
    expect(phase()).toEqual({ is: "asked", refusal: { code: "password_needed", message: "No." } });
    expect(server.sockets).toHaveLength(1);
    expect(server.last.isClosed).toBe(true);
  });

  test("G10: lets in with the right one, and asks again after a wrong one", async () => {
    const { server, time, connection, phase, tries } = newcomer();
    server.answerJoin = (socket, { password }) => {
      if (password === "right") return false;
      socket.deliver(refused(password === undefined ? "password_needed" : "wrong_password"));
      return true;
    };
    connection.start();
    await time.pass(50);
    tries("wrong");
    await time.pass(50);
    expect(phase()).toMatchObject({ is: "asked", refusal: { code: "wrong_password" } });
    tries("right");
    await time.pass(50);
    expect(phase()).toEqual({ is: "open" });
  });

  test("G10: says how long to wait after too many tries", async () => {
    const { server, time, connection, phase } = newcomer();
    server.answerJoin = says(refused("slow_down", 6000));
    connection.start();
    await time.pass(50);
    expect(phase()).toMatchObject({ is: "asked", refusal: { code: "slow_down", retryAfterMs: 6000 } });
  });
});

describe("a room where newcomers knock", () => {
  test("G7: keeps the newcomer waiting without a time limit, and opens when they are let in", async () => {
    const { server, time, connection, phase } = newcomer();
    server.answerJoin = says({ type: "waiting", message: "Waiting to be let in." });
    connection.start();
    await time.pass(600_000);
    expect(phase()).toEqual({ is: "knocking" });
    expect(server.sockets).toHaveLength(1);
    server.last.deliver(welcomeOf([]));
    await time.pass(50);
    expect(phase()).toEqual({ is: "open" });
  });

  test("G7: tells a newcomer that they were not let in", async () => {
    const { server, time, connection, phase } = newcomer();
    server.answerJoin = says({ type: "waiting", message: "Waiting to be let in." });
    connection.start();
    await time.pass(50);
    server.last.deliver(refused("not_allowed"));
    server.last.end(CLOSE.notAllowed, "denied");
    await time.pass(50);
    expect(phase()).toMatchObject({ is: "closed", reason: "denied", refusal: { code: "not_allowed" } });
  });

  test("G7: gets a new knock if the network was lost while waiting", async () => {
    const { server, time, connection, phase } = newcomer();
    server.answerJoin = says({ type: "waiting", message: "Waiting to be let in." });
    connection.start();
    await time.pass(50);
    server.last.end(1006);
    await time.pass(5000);
    expect(server.sockets).toHaveLength(2);
    expect(phase()).toEqual({ is: "knocking" });
  });
});

test("G8: an invalid invite closes the connection without retries", async () => {
  const { server, time, connection, phase, prepare } = newcomer();
  prepare(Promise.reject({ code: "not_allowed", message: "This invite is not good." }));
  connection.start();
  await time.pass(120_000);
  expect(phase()).toMatchObject({ is: "closed", code: CLOSE.notAllowed, refusal: { code: "not_allowed" } });
  expect(server.sockets).toHaveLength(0);
});

test("U1: if an account is needed, no join is sent until there is one", async () => {
  let isSignedIn = false;
  const { server, time, connection, phase } = newcomer(async () => {
    if (!isSignedIn) throw { code: "account_needed", message: "Sign in." };
    return TOKEN;
  });
  connection.start();
  await time.pass(120_000);
  expect(phase()).toEqual({ is: "asked", refusal: { code: "account_needed", message: "Sign in." } });
  isSignedIn = true;
  connection.restart();
  await time.pass(50);
  expect(phase()).toEqual({ is: "open" });
  expect(server.sockets).toHaveLength(2);
});

describe("the preparation of a socket", () => {
  test("G5: is awaited before the socket is opened", async () => {
    const { server, time, connection, phase, prepare } = newcomer();
    const { promise, resolve } = Promise.withResolvers<void>();
    prepare(promise);
    connection.start();
    await time.pass(3000);
    expect(server.sockets).toHaveLength(0);
    resolve();
    await time.pass(50);
    expect(phase()).toEqual({ is: "open" });
  });

  test("G5: opens no socket once another attempt has begun", async () => {
    const { server, time, connection, prepare } = newcomer();
    const { promise, resolve } = Promise.withResolvers<void>();
    prepare(promise);
    connection.start();
    await time.pass(50);
    connection.restart();
    resolve();
    await time.pass(50);
    expect(server.sockets).toHaveLength(1);
  });
});

test("U8: signing out elsewhere closes the connection for this reason", async () => {
  const { server, time, connection, phase } = newcomer();
  connection.start();
  await time.pass(50);
  connection.leave(CLOSE.notAllowed, "signed out");
  await time.pass(60_000);
  expect(phase()).toMatchObject({ is: "closed", code: CLOSE.notAllowed, reason: "signed out" });
  expect(server.sockets).toHaveLength(1);
});
