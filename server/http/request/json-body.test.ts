import { afterAll, describe, expect, test } from "bun:test";
import { connect } from "node:net";
import { REFUSALS } from "#protocol/error-codes";
import type { ApiResponse } from "../../testing/api-client.ts";
import { startTestServer } from "../../testing/test-server.ts";

const server = await startTestServer({ LIMITS: "off" });
afterAll(server.stop);
const { client, ask } = server;
const ann = await client.session("Ann");
const { room } = await client.room({}, ann.token);
const at = `api/rooms/${room.code}`;

/** Whether it is an error of the one shape, with the status of its code. */
function expectError({ status, headers, body }: ApiResponse, expected: number): void {
  expect(status).toBe(expected);
  expect(headers.get("content-type")).toBe("application/json;charset=utf-8");
  expect(Object.keys(body)).toEqual(["error"]);
  expect(Object.keys(body.error)).toEqual(["code", "message"]);
  expect<number>(REFUSALS[body.error.code as keyof typeof REFUSALS]).toBe(status);
  expect(body.error.message).toMatch(/^.{5,90}\.$/);
}

describe("bodies", () => {
  const withBody: [method: string, path: string][] = [
    ["POST", "api/sessions"],
    ["POST", "api/rooms"],
    ["PUT", "api/rooms/new-room"],
    ["PATCH", at],
    ["POST", `${at}/messages`],
  ];
  const notJson = ["{", "[]", "null", "1", '"x"', "undefined", "a=1&b=2", "\ufeff{}", "{'a':1}", "\u0000", "{}{}"];
  const deep = ["[".repeat(60_000), '{"a":'.repeat(12_000), `${"[".repeat(30_000)}${"]".repeat(30_000)}`];
  for (const [method, path] of withBody) {
    test(`A6: a body that is no JSON object is 400: ${method} ${path}`, async () => {
      for (const body of [...notJson, ...deep]) expectError(await ask(method, path, { body, token: ann.token }), 400);
    });

    test(`A6: over 64 KiB is 413, whether the length is told or not: ${method} ${path}`, async () => {
      const body = JSON.stringify({ message: "x", junk: "x".repeat(64 * 1024) });
      expectError(await ask(method, path, { body, token: ann.token }), 413);
      const chunks = new ReadableStream({
        start(out) {
          out.enqueue(body.slice(0, 40_000));
          out.enqueue(body.slice(40_000));
          out.close();
        },
      });
      const chunked = await fetch(client.address(path), { method, body: chunks });
      expect([chunked.status, ((await chunked.json()) as ApiResponse["body"]).error.code]).toEqual([413, "too_large"]);
    });
  }

  const inBytes = (...bytes: number[]) =>
    Buffer.concat([Buffer.from('{"message":"'), Buffer.of(...bytes), Buffer.from('"}')]);
  test.each([
    ["a byte of latin1", inBytes(0xe9), 400],
    ["a character that is cut off", inBytes(0xe2, 0x82), 400],
    ["half a surrogate pair", inBytes(0xed, 0xa0, 0x80), 400],
    ["a byte order mark", Buffer.from('\ufeff{"message":"a"}'), 400],
    ["characters of up to four bytes", inBytes(...Buffer.from("aé€🎈\ufffd\ufeff")), 201],
  ])("A6: only UTF-8 is taken, whether the length is told or not: %s", async (_what, body, expected) => {
    const path = client.address(`${at}/messages`);
    const headers = { authorization: `Bearer ${ann.token}` };
    for (const sent of [body, new Blob([body]).stream()]) {
      const { status } = await fetch(path, { method: "POST", headers, body: sent });
      expect(status).toBe(expected);
    }
  });

  test("A16: whatever a route takes, no body that doesn't end is read beyond the limit, nor awaited", async () => {
    const { body } = await ask("GET", "api/openapi.json");
    const routes = Object.entries<object>(body.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => [method.toUpperCase(), path.replace(/\{\w+\}/g, "x")] as const),
    );
    const taking = routes.filter(([method]) => method !== "GET");
    expect(taking.length).toBeGreaterThan(30);
    const chunk = `18000\r\n${"x".repeat(0x18000)}\r\n`;
    for (const [method, path] of taking) {
      const socket = connect(server.port, "127.0.0.1");
      const answer = new Promise<string>((resolve, reject) => {
        socket.once("data", (data) => resolve(data.toString().slice(0, 12)));
        socket.once("error", reject);
      });
      const type = "content-type: application/octet-stream";
      socket.write(`${method} ${path} HTTP/1.1\r\nhost: x\r\n${type}\r\ntransfer-encoding: chunked\r\n\r\n${chunk}`);
      expect([method, path, await answer]).toEqual([method, path, expect.stringMatching(/^HTTP\/1\.1 [24]/)]);
      socket.destroy();
    }
  });

  test("A6: no body counts as {}, and the content type is ignored", async () => {
    for (const body of ["", " \n"]) expect((await ask("POST", "api/sessions", { body })).status).toBe(201);
    const types = ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "image/png", "nonsense"];
    for (const type of types) {
      const headers = { "content-type": type };
      const { status, body } = await ask("POST", "api/sessions", { body: '{"name":"Ann"}', headers });
      expect([type, status, body.member.name]).toEqual([type, 201, "Ann"]);
    }
    expectError(await ask("POST", `${at}/messages`, { token: ann.token }), 400);
  });

  const nasty: [what: string, value: string][] = [
    ["an object whose text can't be made", '{"toString":1,"valueOf":1}'],
    ["an object that calls itself a promise", '{"then":1}'],
    ["an object with a prototype", '{"__proto__":{"length":1}}'],
    ["an object with a constructor", '{"constructor":{"name":"String"}}'],
    ["an object that says what its JSON is", '{"toJSON":"x"}'],
    ["30,000 arrays in each other", `${"[".repeat(30_000)}${"]".repeat(30_000)}`],
  ];
  test.each(nasty)("A1: in the place of a text, %s is 400", async (_what, value) => {
    expectError(await ask("POST", "api/sessions", { body: `{"name":${value}}` }), 400);
    expectError(await ask("POST", "api/rooms", { body: `{"title":${value}}` }), 400);
    expectError(await ask("POST", `${at}/messages`, { body: `{"message":${value}}`, token: ann.token }), 400);
    expect((await ask("POST", "api/sessions", { body: `{"junk":${value}}` })).status).toBe(201);
  });

  test("A1: a prototype in a body has no effect", async () => {
    for (const key of ["__proto__", "constructor", "prototype"]) {
      await ask("POST", "api/rooms", { body: `{"${key}":{"title":"bad","ownerKey":"bad"}}` });
    }
    expect(({} as Record<string, unknown>).title).toBeUndefined();
    expect((await client.room()).room.title).toBe("");
  });
});
