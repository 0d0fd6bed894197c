// What compiling may change: the executable must refuse what the source refuses. No browser is needed.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type MayflyServer, startMayfly } from "./start-mayfly.ts";

let server: MayflyServer;
beforeAll(async () => {
  server = await startMayfly();
});
afterAll(() => server.stop());

describe("the executable", () => {
  const wrong = ["rooms?limit=0", "rooms?limit=-1", "rooms?limit=9999", "rooms?sort=age", "users/online?limit=0"];
  test.each(wrong)("A1: answers 400 to %s", async (path) => {
    const answer = await fetch(`${server.url}/api/${path}`);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: { code: "malformed" } });
  });

  test("A1: answers 400 to a body that is not as documented", async () => {
    for (const body of ['{"name":1}', "[]", "{"]) {
      const answer = await fetch(`${server.url}/api/sessions`, { method: "POST", body });
      expect([body, answer.status]).toEqual([body, 400]);
    }
  });
});
