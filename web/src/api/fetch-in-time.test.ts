// No request waits for ever, whatever the network does with it.
import { describe, expect, test } from "bun:test";
import { FakeTime } from "../testing/fakes.ts";
import { createFetchInTime, READ_LIMIT_MS, SEND_LIMIT_MS } from "./fetch-in-time.ts";

const ADDRESS = new URL("http://localhost/");
const outcome = (promise: Promise<unknown>) => {
  const seen = { is: "pending" };
  promise.then(
    () => (seen.is = "done"),
    () => (seen.is = "failed"),
  );
  return seen;
};

describe("a request", () => {
  test("W19: that is swallowed fails at its limit, even if nothing heeds the abort", async () => {
    for (const [init, limitMs] of [
      [{ method: "POST", body: "{}" }, SEND_LIMIT_MS],
      [{}, READ_LIMIT_MS],
    ] as const) {
      const time = new FakeTime();
      const swallowed = outcome(createFetchInTime(() => new Promise(() => {}), time.after.bind(time))(ADDRESS, init));
      await time.pass(limitMs - 1);
      expect(swallowed.is).toBe("pending");
      await time.pass(1);
      expect(swallowed.is).toBe("failed");
    }
  });

  test("W19: whose answer breaks off fails at the same limit", async () => {
    const time = new FakeTime();
    const beginAnswer = async (_: unknown, init?: RequestInit) =>
      new Response(
        new ReadableStream({
          start(body) {
            body.enqueue(new TextEncoder().encode("{"));
            init?.signal?.addEventListener("abort", () => body.error(init.signal?.reason));
          },
        }),
      );
    const fetchInTime = createFetchInTime(beginAnswer, time.after.bind(time));
    const response = await fetchInTime(ADDRESS);
    const body = outcome(response.json());
    await time.pass(READ_LIMIT_MS);
    await response.body?.cancel().catch(() => {});
    expect(body.is).toBe("failed");
  });

  test("W19: that is answered in time is what it was", async () => {
    const time = new FakeTime();
    const fetchInTime = createFetchInTime(async () => Response.json({ a: 1 }, { status: 201 }), time.after.bind(time));
    const response = await fetchInTime(ADDRESS);
    expect(response.status).toBe(201);
    expect(await response.json()).toEqual({ a: 1 });
    await time.pass(60_000);
  });
});
