// One address fills the memory with many rooms, at the pace that limits allow; everybody else goes on talking.
import { expect, test } from "bun:test";
import { FakeClock } from "../testing/fake-clock.ts";
import { startTestServer } from "../testing/test-server.ts";

const MAX_BYTES = 8 * 1024 * 1024;

test("H4, U12: a flood of rooms from one address leaves every other room 50 messages, and the operator can end it", async () => {
  const clock = new FakeClock();
  await using server = await startTestServer({ MAX_MEMORY: "8m", TRUST_PROXY: "on" }, { clock });
  const { drawnToken } = server.node.operator;
  const from = (address: string) => ({ "x-forwarded-for": address });
  const post = async (path: string, address: string, body: object, token?: string) => {
    const answer = await server.ask("POST", path, { body, token, headers: from(address) });
    expect(server.node.engine.usedBytes).toBeLessThanOrEqual(MAX_BYTES);
    return answer;
  };
  /** A room with its own speakers, who each may say five things at once. */
  const open = async (address: string, speakers: number) => {
    const tokens: string[] = [];
    for (let n = 0; n < speakers; n++) tokens.push((await post("api/sessions", address, {})).body.token);
    const { body } = await post("api/rooms", address, {}, tokens[0]);
    return { path: `api/rooms/${body.room.code}/messages`, tokens, address };
  };
  const say = async ({ path, tokens, address }: Awaited<ReturnType<typeof open>>, message: string) => {
    for (const token of tokens) {
      for (let n = 0; n < 5; n++) expect((await post(path, address, { message }, token)).status).toBe(201);
    }
  };
  const kept = async ({ path }: { path: string }) =>
    (await server.ask("GET", `${path}?limit=500`, { headers: from("10.9.9.9") })).body.messages.length;

  const before = await open("10.0.0.1", 12);
  await say(before, "said before the flood");
  for (let room = 0; room < 50; room++) {
    await say(await open("6.6.6.6", 3), "漢".repeat(4000));
    server.advance(1_000);
  }
  for (const n of [2, 3]) {
    const after = await open(`10.0.0.${n}`, 12);
    await say(after, "said after the flood");
    expect(await kept(after)).toBe(60);
  }
  expect(await kept(before)).toBe(60);

  const list = async () =>
    (await server.ask("GET", "api/admin/rooms?sort=bytes&limit=200", { token: drawnToken })).body;
  for (const { id, bytes } of (await list()).rooms) {
    if (bytes < 50_000) continue;
    expect((await server.ask("DELETE", `api/admin/rooms/${id}`, { token: drawnToken })).status).toBe(204);
  }
  expect((await list()).roomBytes).toBeLessThan(MAX_BYTES / 4);
  expect(await kept(before)).toBe(60);
}, 30_000);
