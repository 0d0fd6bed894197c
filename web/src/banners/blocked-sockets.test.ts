import { describe, expect, test } from "bun:test";
import { createRoot, createSignal } from "solid-js";
import type { ConnectionPhase } from "../sync/connection-types.ts";
import { createBlockedSockets } from "./blocked-sockets.ts";

const settled = async () => {
  for (let turn = 0; turn < 8; turn++) await Promise.resolve();
};

function watched(isServerThere: () => Promise<boolean> = async () => true) {
  const [phase, setPhase] = createSignal<ConnectionPhase>({ is: "connecting" });
  const isBlocked = createRoot(() => createBlockedSockets({ phase, isServerThere }));
  return {
    isBlocked,
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
    const { isBlocked, fail, setPhase } = watched();
    await fail(2);
    expect(isBlocked()).toBe(false);
    await fail(1);
    expect(isBlocked()).toBe(true);
    setPhase({ is: "connecting" });
    expect(isBlocked()).toBe(true);
    setPhase({ is: "open" });
    expect(isBlocked()).toBe(false);
    await fail(2);
    expect(isBlocked()).toBe(false);
  });

  test("W21: are not blocked if the server closes each with a code of its own", async () => {
    const { isBlocked, setPhase, fail } = watched();
    await fail(3);
    for (let done = 0; done < 4; done++) {
      setPhase({ is: "connecting" });
      setPhase({ is: "waiting", nextTryAt: done, closeCode: 4030 });
      await settled();
      expect(isBlocked()).toBe(false);
    }
  });

  test("W21: while REST fails too are no proxy's fault, and an answer that comes late says nothing", async () => {
    for (const answer of [
      async () => false,
      () => Promise.reject(new Error("broken")),
      () => new Promise<never>(() => {}),
    ]) {
      const { isBlocked, fail } = watched(answer);
      await fail(9);
      expect(isBlocked()).toBe(false);
    }
    let answer: (isThere: boolean) => void = () => {};
    const { isBlocked, fail, setPhase } = watched(
      () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
    );
    await fail(3);
    setPhase({ is: "open" });
    answer(true);
    await settled();
    expect(isBlocked()).toBe(false);
  });
});
