import { expect, test } from "bun:test";
import { startTestServer } from "../../testing/test-server.ts";

test("N18: the port of https beside http, and null without it", async () => {
  await using server = await startTestServer();
  expect((await server.ask("GET", "api/https")).body).toEqual({ port: null });
  server.node.https.port = 8443;
  expect((await server.ask("GET", "api/https")).body).toEqual({ port: 8443 });
});
