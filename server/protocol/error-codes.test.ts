import { expect, test } from "bun:test";
import { CLOSE, REFUSALS, Refusal, type RefusalCode, shouldReconnect } from "./error-codes.ts";

test("W10: never again means 1000, 4001, 4003, 4004 and 4009; every other code means come back", () => {
  const never = Object.values(CLOSE).filter((code) => !shouldReconnect(code));
  expect(never.toSorted()).toEqual([1000, 4001, 4003, 4004, 4009]);
  for (const code of [1001, 1005, 1006, 1009, 1011, 1012, 1013, 4008, 4029, 4999])
    expect(shouldReconnect(code)).toBe(true);
});

test("A1: every refusal has the status the API promises", () => {
  const statuses = {
    malformed: 400,
    not_joined: 400,
    bad_token: 401,
    not_allowed: 403,
    room_full: 403,
    not_found: 404,
    code_taken: 409,
    ended: 410,
    too_large: 413,
    slow_down: 429,
    internal: 500,
    server_full: 503,
  };
  expect(REFUSALS).toMatchObject(statuses);
  for (const code of Object.keys(REFUSALS) as RefusalCode[]) {
    expect(new Refusal(code, "").status).toBe(REFUSALS[code]);
  }
});
