import { describe, expect, test } from "bun:test";
import { startTestServer } from "../../testing/test-server.ts";

describe("health", () => {
  test("A10: /healthz is 200 while the process runs, /readyz while it takes newcomers", async () => {
    await using own = await startTestServer();
    for (const path of ["healthz", "readyz"]) expect((await own.ask("GET", path)).status).toBe(200);
    own.drain();
    expect((await own.ask("GET", "healthz")).status).toBe(200);
    const { status, body } = await own.ask("GET", "readyz");
    expect([status, body.error.code]).toEqual([503, "server_full"]);
  });
});
