import { describe, expect, test } from "bun:test";
import type { NetworkInterfaceInfo } from "node:os";
import { Announcer } from "./announcer.ts";
import { decodeMessage, encodeMessage, TYPE } from "./dns-message.ts";
import type { MulticastSocket, openMulticastSocket } from "./multicast-socket.ts";
import { MDNS_PORT } from "./question-answers.ts";

const HTTP = { services: [{ type: "_http._tcp" as const, port: 8080 }], path: "/" };
const at = (address: string) =>
  ({ address, cidr: `${address}/24`, internal: false, family: "IPv4" }) as NetworkInterfaceInfo;

/** A server's announcer on a machine whose interfaces and sockets a test describes. */
function machine(interfaces: Record<string, NetworkInterfaceInfo[]>) {
  const state = {
    interfaces,
    now: 0,
    /** Thrown when a socket is to be opened. */
    error: undefined as unknown,
    /** Whether the system doesn't tell its interfaces. */
    isSilent: false,
    problems: [] as string[],
    named: [] as string[],
    /** By the address a socket is opened on. */
    sockets: new Map<
      string,
      { sent: Uint8Array[]; receive: Parameters<typeof openMulticastSocket>[2]; lose(): void }
    >(),
    timers: [] as (() => void)[],
  };
  const openSocket: typeof openMulticastSocket = async (from, _port, receive, onLost): Promise<MulticastSocket> => {
    if (state.error !== undefined) throw state.error;
    const sent: Uint8Array[] = [];
    state.sockets.set(from, { sent, receive, lose: onLost });
    return {
      send: (message) => void sent.push(message),
      close: async () => void state.sockets.delete(from),
    };
  };
  const announcer = new Announcer("mayfly", HTTP, "0.0.0.0", {
    random: () => 0,
    after(_delayMs, run) {
      state.timers.push(run);
      return () => {
        state.timers = state.timers.filter((timer) => timer !== run);
      };
    },
    now: () => state.now,
    interfaces: () => {
      if (state.isSilent) throw new Error("a system that tells nothing");
      return state.interfaces;
    },
    report: (problem) => void state.problems.push(problem),
    onNamed: (label) => void state.named.push(label),
    openSocket,
  });
  const settle = () => {
    for (let steps = 0; steps < 10; steps++) for (const run of state.timers.splice(0)) run();
  };
  return { announcer, state, settle };
}

const error = (code: string) => Object.assign(new Error(code), { code });

describe("what keeps a server from being announced", () => {
  test("N27: no private network is said once, and one that comes later is taken", async () => {
    const { announcer, state, settle } = machine({ eth0: [at("203.0.113.7")] });
    for (let n = 0; n < 3; n++) await announcer.refresh();
    expect(state.problems).toEqual(["it listens on no private network"]);
    state.interfaces = { ...state.interfaces, wlan0: [at("10.0.0.1")] };
    await announcer.refresh();
    settle();
    expect([[...state.sockets.keys()], state.named]).toEqual([["10.0.0.1"], ["mayfly"]]);
    // Gone and back: a new trouble, a new line.
    state.interfaces = {};
    await announcer.refresh();
    expect([[...state.sockets.keys()], state.problems.length]).toEqual([[], 2]);
  });

  test.each([
    ["EADDRINUSE", "another program has port 5353 and doesn't share it"],
    ["EACCES", "this user isn't allowed to use port 5353 or multicast"],
    ["ENODEV", "this network takes no multicast (ENODEV)"],
  ])("N27: %s is said in plain words, and tried again", async (code, words) => {
    const { announcer, state, settle } = machine({ wlan0: [at("10.0.0.1")] });
    state.error = error(code);
    for (let n = 0; n < 3; n++) await announcer.refresh();
    expect(state.problems).toEqual([words]);
    state.error = undefined;
    await announcer.refresh();
    settle();
    expect(state.named).toEqual(["mayfly"]);
  });
});

test("N27: a system that doesn't tell its addresses is said once, and tried again", async () => {
  const { announcer, state, settle } = machine({ wlan0: [at("10.0.0.1")] });
  state.isSilent = true;
  for (let n = 0; n < 3; n++) await announcer.refresh();
  expect(state.problems).toEqual(["this system doesn't tell its addresses"]);
  state.isSilent = false;
  await announcer.refresh();
  settle();
  expect(state.named).toEqual(["mayfly"]);
});

describe("interfaces", () => {
  test("N27: after a sleep, sockets are opened anew, and the name is asked for again", async () => {
    const { announcer, state, settle } = machine({ wlan0: [at("10.0.0.1")] });
    const look = async (atMs: number) => {
      state.now = atMs;
      await announcer.refresh();
      settle();
      return state.sockets.get("10.0.0.1");
    };
    const first = await look(0);
    expect(await look(10_000)).toBe(first as never);
    const second = await look(10_000 + 3_600_000);
    expect(second).not.toBe(first as never);
    expect(decodeMessage(second?.sent[0] ?? new Uint8Array())?.isResponse).toBe(false);
    expect(await look(20_000 + 3_600_000)).toBe(second as never);
  });

  test("N27: that come, change and go are followed", async () => {
    const { announcer, state, settle } = machine({ wlan0: [at("10.0.0.1")] });
    await announcer.refresh();
    settle();
    const first = state.sockets.get("10.0.0.1");
    state.interfaces = { wlan0: [at("10.0.0.1")], eth0: [at("10.1.0.1")] };
    await announcer.refresh();
    expect([...state.sockets.keys()]).toEqual(["10.0.0.1", "10.1.0.1"]);
    expect(state.sockets.get("10.0.0.1")).toBe(first as never);
    state.interfaces = { eth0: [at("10.1.0.2")] };
    await announcer.refresh();
    expect([...state.sockets.keys()]).toEqual(["10.1.0.2"]);
    const silent = state.sockets.get("10.1.0.2");
    silent?.lose();
    await announcer.refresh();
    expect(state.sockets.get("10.1.0.2")).not.toBe(silent as never);
  });

  test("N29: hear what comes from their own networks alone", async () => {
    const { announcer, state, settle } = machine({ wlan0: [at("10.0.0.1")] });
    await announcer.refresh();
    settle();
    const socket = state.sockets.get("10.0.0.1");
    const question = encodeMessage({ questions: [{ name: "mayfly.local", type: TYPE.A, wantsUnicast: false }] });
    const answersTo = (address: string) => {
      const before = socket?.sent.length ?? 0;
      socket?.receive(question, { address, port: MDNS_PORT });
      return (socket?.sent.length ?? 0) - before;
    };
    expect(["10.0.1.9", "203.0.113.9", "", "10.0.0.9"].map(answersTo)).toEqual([0, 0, 0, 1]);
  });

  test("N27: at the end, each gets a goodbye before its socket closes, and none is opened again", async () => {
    const { announcer, state, settle } = machine({ wlan0: [at("10.0.0.1")] });
    await announcer.refresh();
    settle();
    const sent = state.sockets.get("10.0.0.1")?.sent;
    await announcer.stop();
    const last = decodeMessage(sent?.at(-1) ?? new Uint8Array());
    expect(last?.answers.every(({ ttlSeconds }) => ttlSeconds === 0)).toBe(true);
    await announcer.refresh();
    expect(state.sockets.size).toBe(0);
  });
});
