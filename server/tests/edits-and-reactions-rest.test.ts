import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { ApiResponse, ApiSocket, Session } from "../testing/api-client.ts";
import { startTestServer } from "../testing/test-server.ts";

const server = await startTestServer({ LIMITS: "off" });
afterAll(server.stop);
const { client, ask } = server;
const owner = await client.session("Olga");
const ann = await client.session("Ann");
const bob = await client.session("Bob");

let at: string;
let socket: ApiSocket;
beforeAll(async () => {
  const { code } = (await client.room({}, owner.token)).room;
  at = `api/rooms/${code}/messages`;
  ({ socket } = await client.join(code, "Witness"));
});

const post = async (message: string): Promise<{ id: string }> =>
  (await ask("POST", at, { body: { message }, token: ann.token })).body;
const edit = (id: string, body: unknown, by: Session | undefined = ann) =>
  ask("PATCH", `${at}/${id}`, { body, token: by?.token });
const remove = (id: string, by: Session | undefined = ann) => ask("DELETE", `${at}/${id}`, { token: by?.token });
const react = (id: string, body: unknown, by: Session | undefined = bob) =>
  ask("POST", `${at}/${id}/reactions`, { body, token: by?.token });
const currentMessage = async (id: string) =>
  (await ask("GET", `${at}?limit=500`)).body.messages.find((message: { id: string }) => message.id === id);
const refused = ({ status, body }: ApiResponse) => [status, body.error.code];

describe("by REST", () => {
  test("A11: an author edits a message; everybody gets the event, and later readers get the new text", async () => {
    const { id } = await post("frist");
    const edited = await edit(id, { message: "first" });
    expect([edited.status, edited.body]).toEqual([200, await currentMessage(id)]);
    expect(edited.body).toMatchObject({ message: "first", editedAt: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/) });
    expect(await socket.next("edit")).toMatchObject({ messageId: id, message: "first", userId: ann.member.id });
  });

  test("W3: extra fields of a reaction are not passed on", async () => {
    const { id } = await post("hello");
    expect((await react(id, { emoji: "👍", nonce: { a: "x".repeat(999) }, userId: "mine" })).status).toBe(200);
    const event = await socket.next("react");
    expect([event.messageId, event.userId, event.nonce]).toEqual([id, bob.member.id, undefined]);
  });

  test("A11: deleting answers 204 without a body, and no later answer contains the text", async () => {
    const { id } = await post("a slip of the tongue");
    await edit(id, { message: "another slip of the tongue" });
    const deleted = await remove(id);
    expect([deleted.status, deleted.text]).toEqual([204, ""]);
    expect(await socket.next("delete")).toMatchObject({ messageId: id });
    expect(await currentMessage(id)).toMatchObject({ deleted: true, message: "" });
    expect((await ask("GET", `${at}?limit=500`)).text).not.toContain("slip of the tongue");
    for (const again of [await remove(id), await edit(id, { message: "x" }), await react(id, { emoji: "👍" })]) {
      expect(refused(again)).toEqual([404, "not_found"]);
    }
  });

  test("A11: a reaction is added and taken back", async () => {
    const { id } = await post("cake?");
    const on = await react(id, { emoji: "🎂" });
    expect([on.status, on.body.reactions]).toEqual([200, { "🎂": [bob.member.id] }]);
    expect(await socket.next("react")).toMatchObject({ messageId: id, emoji: "🎂", on: true });
    expect((await react(id, { emoji: "🎂", on: true }, owner)).body.reactions["🎂"]).toHaveLength(2);
    expect((await react(id, { emoji: "🎂", on: false })).body.reactions).toEqual({ "🎂": [owner.member.id] });
    expect((await currentMessage(id)).reactions).toEqual({ "🎂": [owner.member.id] });
  });

  test("H10: one emoji in several spellings is counted, told and taken back as one", async () => {
    const { id } = await post("love?");
    expect((await react(id, { emoji: "❤" })).body.reactions).toEqual({ "❤️": [bob.member.id] });
    await react(id, { emoji: "👍" });
    await react(id, { emoji: "👍\ufe0f" }, owner);
    const { reactions } = (await react(id, { emoji: "❤️" }, owner)).body;
    expect(reactions).toEqual({ "❤️": [bob.member.id, owner.member.id], "👍": [bob.member.id, owner.member.id] });
    expect((await react(id, { emoji: "❤\ufe0e", on: false })).body.reactions["❤️"]).toEqual([owner.member.id]);
  });

  test("H10: a member can neither edit nor delete another member's message; the owner can delete it", async () => {
    const { id } = await post("mine");
    expect(refused(await edit(id, { message: "yours" }, bob))).toEqual([403, "not_allowed"]);
    expect(refused(await edit(id, { message: "yours" }, owner))).toEqual([403, "not_allowed"]);
    expect(refused(await remove(id, bob))).toEqual([403, "not_allowed"]);
    expect((await currentMessage(id)).message).toBe("mine");
    expect((await remove(id, owner)).status).toBe(204);
  });

  test("A2: every revision needs a token", async () => {
    const { id } = await post("mine");
    const path = `${at}/${id}`;
    expect(refused(await ask("PATCH", path, { body: { message: "x" } }))).toEqual([401, "bad_token"]);
    expect(refused(await ask("DELETE", path))).toEqual([401, "bad_token"]);
    expect(refused(await ask("POST", `${path}/reactions`, { body: { emoji: "👍" } }))).toEqual([401, "bad_token"]);
  });

  test("H10: only a message of this room that is in history can be revised", async () => {
    const { code } = (await client.room({}, ann.token)).room;
    const path = `api/rooms/${code}/messages`;
    const elsewhere = (await ask("POST", path, { body: { message: "x" }, token: ann.token })).body.id;
    const ids = [elsewhere, "nothing", "__proto__", "constructor", "%00", "x".repeat(5000), "..%2f..", "1", "-1"];
    for (const id of ids) {
      expect(refused(await edit(id, { message: "x" }))).toEqual([404, "not_found"]);
      expect(refused(await remove(id))).toEqual([404, "not_found"]);
      expect(refused(await react(id, { emoji: "👍" }))).toEqual([404, "not_found"]);
    }
  });

  const emoji = ["", "a", "👍👍", "👍 ", "__proto__", "constructor", "\ud83d", "1", "<b>", "x".repeat(33), 5, null];
  test.each(emoji.map((one) => [one]))("H10: %j is not one emoji: 400", async (one) => {
    const { id } = await post("x");
    expect(refused(await react(id, { emoji: one }))).toEqual([400, "malformed"]);
    expect((await currentMessage(id)).reactions).toBeUndefined();
  });

  test("H8: an edit must be a valid message", async () => {
    const { id } = await post("x");
    expect(refused(await edit(id, { message: "x".repeat(4001) }))).toEqual([413, "too_large"]);
    for (const message of ["", " ", "a\ud800", 5, null]) {
      expect(refused(await edit(id, { message }))).toEqual([400, "malformed"]);
    }
  });

  test("W3: a body can change neither the command nor the message it applies to", async () => {
    const [{ id }, { id: other }] = [await post("one"), await post("other")];
    await edit(id, { message: "two", type: "delete", id: other });
    await react(id, { emoji: "👍", type: "edit", id: other, message: "three" });
    expect([(await currentMessage(id)).message, (await currentMessage(other)).message]).toEqual(["two", "other"]);
    expect((await currentMessage(other)).reactions).toBeUndefined();
  });
});

test("A11: of a message that history drops for the event about it, a reaction says so, and a deletion is done", async () => {
  await using small = await startTestServer({ LIMITS: "off", HISTORY: "1" });
  const { token } = await small.client.session("Ann");
  const { code } = (await small.client.room({}, token)).room;
  const messages = `api/rooms/${code}/messages`;
  const say = async () => (await small.ask("POST", messages, { body: { message: "x" }, token })).body.id as string;
  const reacted = await small.ask("POST", `${messages}/${await say()}/reactions`, { body: { emoji: "👍" }, token });
  expect(refused(reacted)).toEqual([404, "not_found"]);
  expect((await small.ask("DELETE", `${messages}/${await say()}`, { token })).status).toBe(204);
  expect((await small.ask("GET", `api/rooms/${code}`)).status).toBe(200);
});
