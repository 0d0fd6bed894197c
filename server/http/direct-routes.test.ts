import { afterAll, expect, test } from "bun:test";
import { startTestServer } from "../testing/test-server.ts";

const server = await startTestServer({ LIMITS: "off" });
afterAll(server.stop);
const { client } = server;
const ann = await client.session("Ann");
const { room } = await client.room({}, ann.token);
const closed = await client.room({ entry: "members" }, ann.token);
const bob = await client.session("Bob");
const messages = `api/rooms/${room.code}/messages`;

await client.ask("POST", messages, { body: { message: "hi", nonce: "n1" }, token: ann.token });

type Case = { path?: string; method?: string; token?: string | null; body?: string; headers?: Record<string, string> };
const message = (more: object = {}) => JSON.stringify({ message: "hi", ...more });
const chunked = (text: string) => new Blob([text]).stream();

const cases: [what: string, one: Case][] = [
  ["a message", { body: message() }],
  ["a message with all its fields and others", { body: message({ mentions: [], junk: 1 }) }],
  ["the same nonce again", { body: message({ nonce: "n1" }) }],
  ["a message without its text", { body: "{}" }],
  ["a message of the wrong type", { body: message({ message: 1 }) }],
  ["a message without visible characters", { body: message({ message: " " }) }],
  ["a message that is too long", { body: message({ message: "x".repeat(5000) }) }],
  ["an answer to nothing", { body: message({ replyTo: "nothing" }) }],
  ["no JSON", { body: "{" }],
  ["a byte order mark", { body: `\ufeff${message()}` }],
  ["no body", {}],
  ["a body that is too large", { body: message({ junk: "x".repeat(64 * 1024) }) }],
  ["no token", { token: null, body: message() }],
  ["a bad token", { token: "bad", body: message() }],
  ["a room that isn't there", { path: "api/rooms/nobody-here/messages", body: message() }],
  ["a hidden room", { path: `api/rooms/${closed.room.code}/messages`, token: bob.token, body: message() }],
  ["a page of elsewhere", { body: message(), headers: { origin: "https://elsewhere.example" } }],
  ["a page of elsewhere without Origin", { body: message(), headers: { "sec-fetch-site": "cross-site" } }],
  ["whether it runs", { path: "healthz", method: "GET" }],
  ["a socket without an upgrade", { path: `ws/${room.code}`, method: "GET" }],
  [
    "a socket for a page of elsewhere",
    { path: `ws/${room.code}`, method: "GET", headers: { origin: "https://a.example" } },
  ],
];

/** What of a response is the same for two of a kind. */
async function comparable(response: Response) {
  // Bun adds this type to a text when it sends it.
  const headers: Record<string, string> = {
    "content-type": "text/plain;charset=utf-8",
    ...Object.fromEntries(response.headers),
  };
  for (const name of ["date", "content-length", "connection"]) delete headers[name];
  const text = (await response.text()).replace(/"(id|seq|timestamp)":("[^"]*"|\d+)/g, '"$1":…');
  return { status: response.status, headers, text };
}

function requestOf({ path = messages, method = "POST", token = ann.token, body, headers }: Case, isChunked = false) {
  const authorization = token === null ? undefined : { authorization: `Bearer ${token}` };
  const sent = body !== undefined && isChunked ? chunked(body) : body;
  return new Request(client.address(path), {
    method,
    headers: { ...authorization, ...headers },
    ...(sent && { body: sent }),
  });
}

test.each(cases)("A1, A3, A6, A10, W1: the direct way answers as Elysia does: %s", async (_what, one) => {
  const byElysia = await comparable(await server.handle(requestOf(one)));
  expect(await comparable(await fetch(requestOf(one)))).toEqual(byElysia);
  expect(await comparable(await fetch(requestOf(one, true)))).toEqual(byElysia);
});

test("A1: a fault on the direct way is logged, and its id is all that is shown", async () => {
  const { commandPipeline } = server.node.rooms;
  const { submit } = commandPipeline;
  commandPipeline.submit = () => {
    throw new Error("planted");
  };
  const response = await fetch(requestOf({ body: message() }));
  commandPipeline.submit = submit;
  const { error } = (await response.json()) as { error: { code: string; message: string } };
  expect([response.status, error.code]).toEqual([500, "internal"]);
  const id = /: (\w+)\.$/.exec(error.message)?.[1];
  expect(server.lines.some((line) => line.includes(`${id}`) && line.includes("planted"))).toBe(true);
});
