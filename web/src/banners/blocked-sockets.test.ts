import { describe, expect, test } from "bun:test";
import { createRoot, createSignal } from "solid-js";
import type { ConnectionPhase } from "../sync/connection-types.ts";
import { createBlockedSockets, type ServerAnswer } from "./blocked-sockets.ts";

const settled = async () => {
  for (let turn = 0; turn < 8; turn++) await Promise.resolve();
};

function watched(askServer: () => Promise<ServerAnswer> = async () => "there") {
  const [phase, setPhase] = createSignal<ConnectionPhase>({ is: "connecting" });
  let changes = 0;
  const blocked = createRoot(() => createBlockedSockets({ phase, askServer, onBlocked: () => changes++ }));
  return {
    blocked,
    changes: () => changes,
    setPhase,
    async fail(times: number) {
      for (let done = 0; done < times; done++) {
        setPhase({ is: "connecting" });
        setPhase({ is: "waiting", nextTryAt: done });
        await settled();
      }
    },
  };
}

describe("sockets that fail", () => {
  test("W21: again and again while REST works are blocked by something on the way", async () => {
    const { blocked, fail, setPhase } = watched();
    await fail(2);
    expect(blocked()).toBeUndefined();
    await fail(1);
    expect(blocked()).toBe("sockets");
    setPhase({ is: "connecting" });
    expect(blocked()).toBe("sockets");
    setPhase({ is: "open" });
    expect(blocked()).toBeUndefined();
    await fail(2);
    expect(blocked()).toBeUndefined();
  });

  for (const closeCode of [4030, 1012]) {
    test(`W21, D75: are not blocked if the server closes each with ${closeCode}`, async () => {
      const { blocked, changes, setPhase, fail } = watched();
      await fail(2);
      for (let done = 0; done < 4; done++) {
        setPhase({ is: "connecting" });
        setPhase({ is: "waiting", nextTryAt: done, closeCode });
        await settled();
        expect([blocked(), changes()]).toEqual([undefined, 0]);
      }
    });
  }

  test("W21: while REST fails too are no proxy's fault, and an answer that comes late says nothing", async () => {
    for (const answer of [
      async () => "away" as const,
      () => Promise.reject(new Error("broken")),
      () => new Promise<never>(() => {}),
    ]) {
      const { blocked, fail } = watched(answer);
      await fail(9);
      expect(blocked()).toBeUndefined();
    }
    let answer: (given: ServerAnswer) => void = () => {};
    const { blocked, fail, setPhase } = watched(
      () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
    );
    await fail(3);
    setPhase({ is: "open" });
    answer("there");
    await settled();
    expect(blocked()).toBeUndefined();
  });

  test("W24: a server that answers, but not to this page, is told from one that is away", async () => {
    const { blocked, fail, changes } = watched(async () => "foreign");
    await fail(4);
    expect([blocked(), changes()]).toEqual(["origin", 0]);
  });

  test("W25: the way is changed after every three tries that fail while the server is there", async () => {
    const { changes, fail, setPhase } = watched();
    await fail(2);
    expect(changes()).toBe(0);
    await fail(3);
    expect(changes()).toBe(1);
    await fail(1);
    expect(changes()).toBe(2);
    setPhase({ is: "open" });
    await fail(2);
    expect(changes()).toBe(2);
  });
});
