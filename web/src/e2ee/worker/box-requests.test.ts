// Pages of an encrypted room that were left without a box of its new key, and those that answer them, on a real server.
import { expect, test } from "bun:test";
import { fromBase64url, toBase64url } from "#protocol/e2ee/bytes";
import { sealEvent } from "#protocol/e2ee/event";
import { encodeBody } from "#protocol/e2ee/event-body";
import { decodeEnvelope } from "#protocol/e2ee/event-envelope";
import type { EpochKeys } from "#protocol/e2ee/key-schedule";
import { publicKeyOf } from "#protocol/e2ee/signatures";
import { startTestServer, type TestServer } from "../../../../server/testing/test-server.ts";
import { CODE, guest, host, Page, random } from "./test-page.ts";

const enter = async (...page: Parameters<typeof Page.open>): Promise<Page> => {
  const entered = await Page.open(...page);
  await entered.next("welcome");
  await entered.announced();
  return entered;
};

const answersOf = ({ sent }: Page) => sent.filter((text) => text.includes('"records":[]'));
/** What a page said of its key, and the id in it by which its boxes are found. */
const announcementOf = ({ sent }: Page): string =>
  JSON.parse(sent.find((text) => text.includes('"session"')) ?? "{}").sealed;
function idOf(page: Page): string {
  const envelope = decodeEnvelope(fromBase64url(announcementOf(page)) ?? new Uint8Array());
  return typeof envelope === "string" ? envelope : toBase64url(envelope.header.session);
}

/** Ann, who owns the room, has removed Eve; Bob has the new key, and Di got no box of it. */
async function start(server: TestServer) {
  const { kept, token } = await host(server);
  const ann = await enter(server, kept, "Ann", {}, token);
  const bob = await enter(server, guest(kept), "Bob");
  const eve = await enter(server, guest(kept, 11), "Eve");
  const di = await enter(server, guest(kept, 12), "Di");
  for (const page of [ann, bob]) await page.knows(di, eve);
  di.losesBoxes = true;
  const { status } = await server.ask("POST", `api/rooms/${CODE}/members/${eve.you.id}/kick`, {
    token: ann.token,
    body: {},
  });
  expect(status).toBe(204);
  for (const page of [ann, bob]) await page.hasEpoch(1);
  await di.received('"type":"box"', 1);
  expect(di.session.keys.newest).toBeUndefined();
  return { kept, ann, bob, eve, di };
}

test("E56, E57, E58: a page that got no box asks its author, and then shows what it couldn't open, and sends", async () => {
  await using server = await startTestServer();
  const { bob, di } = await start(server);
  bob.say({ type: "chat", message: "Meanwhile", nonce: "n1" });
  expect(await di.next("chat")).toMatchObject({ message: "no key" });
  di.say({ type: "chat", message: "Too early", nonce: "n2" });
  expect(await di.next("refused")).toMatchObject({ code: "key_old", nonce: "n2" });
  di.losesBoxes = false;
  di.pass(2_000);
  await di.hasEpoch(1);
  expect(di.others).toEqual([{ type: "restart" }]);
  await di.reconnect(server, { epoch: "any", seq: 1 });
  const { events, recovered } = await di.next("welcome");
  expect(recovered).toBe(false);
  expect(events.filter(({ type }: { type: string }) => type === "chat")).toMatchObject([{ message: "Meanwhile" }]);
  di.say({ type: "chat", message: "Here I am", nonce: "n3" });
  expect(await bob.next("chat")).toMatchObject({ message: "Meanwhile" });
  expect(await bob.next("chat")).toMatchObject({ message: "Here I am" });
  await di.reconnect(server, { epoch: "any", seq: 1 });
  await di.next("welcome");
  expect(di.sent.filter((text) => text.includes('"join"')).map((text) => text.includes("cursor"))).toEqual([
    false,
    false,
    true,
  ]);
});

test("E56, E57, E64: where the author is gone, a member answers, but no more than three times", async () => {
  await using server = await startTestServer();
  const { ann, bob, di } = await start(server);
  ann.socket.close();
  for (const [times, delayMs] of [2_000, 4_000, 8_000, 16_000].entries()) {
    if (times === 3) di.pass(10_000);
    di.pass(delayMs);
    await bob.received('"type":"session"', 2 + times, di);
    expect(answersOf(bob)).toHaveLength(Math.min(times, 3));
    bob.pass(3_000);
    expect(answersOf(bob)).toHaveLength(Math.min(times + 1, 3));
  }
  expect(di.others).toEqual([{ type: "notice", notice: { is: "no_new_key" } }]);
  expect(di.session.keys.newest).toBeUndefined();
});

test("E57: neither a removed member nor a stranger with the former key is answered, nor does a page answer that came later", async () => {
  await using server = await startTestServer();
  const { ann, bob, eve, di } = await start(server);
  const late = await enter(server, guest(ann.kept, 14), "Late");
  const former = bob.session.keys.of(0) as EpochKeys;
  const seed = new Uint8Array(32).fill(3);
  const writer = { memberId: "stranger", signingKey: seed, memberKey: publicKeyOf(seed), session: new Uint8Array(8) };
  const content = { counter: 0, seen: { seq: 0, head: former.roomId }, writtenAt: 0, clear: { class: "session" } };
  const body = encodeBody("session", { kex: toBase64url(new Uint8Array(32).fill(9)) });
  const sealed = sealEvent(former, writer, { ...content, body } as never, random);
  if (typeof sealed === "string") throw new Error(sealed);
  for (const page of [ann, bob, late]) {
    for (const [userId, said] of [
      [eve.you.id, announcementOf(eve)],
      ["stranger", toBase64url(sealed.envelope)],
    ]) {
      page.session.receive(JSON.stringify({ type: "session", userId, sealed: said }));
    }
  }
  ann.socket.close();
  bob.socket.close();
  di.pass(2_000);
  await late.received('"type":"session"', 1, di);
  for (const page of [ann, bob, late]) {
    page.pass(3_000);
    // Di is the only one who is answered.
    for (const text of answersOf(page)) expect(Object.keys(JSON.parse(text).boxes)).toEqual([idOf(di)]);
  }
  expect(answersOf(late)).toEqual([]);
});
