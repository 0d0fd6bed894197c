// Tests what the person is told about a lost connection, and when.
import { expect, test } from "bun:test";
import { connectionStatusOf } from "./connection-status.ts";

const waiting = { is: "waiting", nextTryAt: 0 } as const;
const connecting = { is: "connecting" } as const;

test("W10: it is well for two seconds, then reconnecting, and offline after five, between and during tries", () => {
  for (const phase of [waiting, connecting, { is: "offline", nextTryAt: 0 } as const]) {
    const said = [0, 1_999, 2_000, 4_999, 5_000, 3_600_000].map((awayMs) => connectionStatusOf(phase, awayMs, false));
    expect(said).toEqual(["well", "well", "reconnecting", "reconnecting", "offline", "offline"]);
  }
});

test("C5: a restarting server is not called offline for a minute", () => {
  const said = [1_999, 2_000, 59_999, 60_000].map((awayMs) => connectionStatusOf(waiting, awayMs, true));
  expect(said).toEqual(["well", "restarting", "restarting", "offline"]);
});

test("W10: an open connection is well, and so is one that is closed for good", () => {
  expect(connectionStatusOf({ is: "open" }, 10_000, true)).toBe("well");
  expect(connectionStatusOf({ is: "closed", code: 4001, reason: "", refusal: undefined }, 10_000, false)).toBe("well");
});
