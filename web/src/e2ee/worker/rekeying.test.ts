// Removals in an encrypted room on a real server, as pages' workers see them.
import { expect, test } from "bun:test";
import { fromBase64url, toBase64url } from "#protocol/e2ee/bytes";
import { sealEvent } from "#protocol/e2ee/event";
import { encodeBody } from "#protocol/e2ee/event-body";
import { sessionOf } from "#protocol/e2ee/event-envelope";
import type { EpochKeys } from "#protocol/e2ee/key-schedule";
import type { Keyring } from "#protocol/e2ee/keyring";
import { drawSessionKeys } from "#protocol/e2ee/rekey";
import { makeSecretRecord } from "#protocol/e2ee/room-secrets";
import { startTestServer } from "../../../../server/testing/test-server.ts";
import { act, actOutside, enter, guest, host, member, Page, random, start, talk } from "./test-page.ts";

const epochOf = ({ session }: Page) => session.keys.newest?.keyEpoch;
const rekeysOf = ({ sent }: Page) => sent.filter((text) => text.includes('"rekey"') && !text.includes('"records":[]'));

for (const password of [undefined, "sesame"]) {
  const name = password === undefined ? "" : ", with a password, which stays and isn't asked for";
  test(`E48: a kick changes the key: who stays goes on, the old link is refused, the new one reads the past${name}`, async () => {
    await using server = await startTestServer();
    const { kept, ann, bob, eve } = await start(server, password);
    await talk(eve, "Before", ann, bob);
    await act(server, ann, "kick", eve);
    await bob.hasEpoch(1);
    await talk(bob, "After", ann);
    await talk(ann, "Yes", bob);
    expect([epochOf(ann), epochOf(bob), epochOf(eve)]).toEqual([1, 1, 0]);
    expect(eve.frames.filter(({ type }) => type === "chat" || type === "box")).toEqual([]);
    expect(ann.kept.link).not.toBe(kept.link);
    expect([bob.kept.link, ann.kept.secret?.keyEpoch, ann.kept.drawn]).toEqual([ann.kept.link, 1, undefined]);
    // Both pages have announced their keys anew: another removal reaches them.
    for (const page of [ann, bob]) expect(page.sent.filter((text) => text.includes('"session"'))).toHaveLength(2);

    const late = await Page.open(server, member(kept, 12), "Late");
    expect(await late.other("problem")).toMatchObject({ type: "problem", problem: "old_link" });
    const cy = await Page.open(server, member(ann.kept, 13), "Cy");
    const { events } = await cy.next("welcome");
    expect(
      events.flatMap(({ message = "", type }: { message: string; type: string }) => (type === "chat" ? message : [])),
    ).toEqual(["Before", "After", "Yes"]);
    await cy.announced();
    await act(server, ann, "ban", cy);
    await bob.hasEpoch(2);
    await talk(bob, "Still here", ann);
    expect(rekeysOf(ann)).toHaveLength(2);
    expect([...ann.others, ...bob.others].filter(({ type }) => type === "notice")).toEqual([]);
    const again = await Page.open(server, bob.kept, "Bob", {}, bob.token);
    await again.next("welcome");
  });
}

test("E49: two who remove somebody at once: both keys come to be, one on the other, and all who stay have the newest", async () => {
  await using server = await startTestServer();
  const { kept, ann, bob, eve } = await start(server);
  const other = await enter(server, kept, "Ann", {}, ann.token);
  const fay = await enter(server, guest(kept, 14), "Fay");
  await act(server, ann, "promote", bob);
  await bob.hasRecords(2);
  await Promise.all([act(server, ann, "kick", eve), act(server, bob, "kick", fay)]);
  // Each makes a key of their own; Ann's two pages count as one.
  for (const page of [ann, other, bob]) await page.hasEpoch(2);
  await talk(other, "Ann again", ann, bob);
  await talk(bob, "Bob again", ann, other);
  expect(bob.kept.link).toBe(ann.kept.link);
  expect(ann.session.keys.keyring?.secrets).toHaveLength(3);
});

test("E49: a page that is cut off after it has sent the new key has it when it comes back", async () => {
  await using server = await startTestServer();
  const { kept, token } = await host(server);
  const ann = await enter(server, kept, "Ann", {}, token);
  const eve = await enter(server, guest(kept), "Eve");
  ann.stopReadingAt("keyring");
  await act(server, ann, "kick", eve);
  await ann.stopped();
  ann.socket.close();
  expect([ann.kept.secret?.keyEpoch, ann.kept.drawn?.keyEpoch]).toEqual([0, 1]);
  const back = await enter(server, ann.kept, "Ann", {}, token);
  expect(epochOf(back)).toBe(1);
  expect([back.kept.secret?.keyEpoch, back.kept.drawn]).toEqual([1, undefined]);
  expect(back.kept.link).toBe(ann.kept.drawn?.link as string);
});

test("E50, E52: who removed somebody dies half way: another page that may makes the key; until then one is pending", async () => {
  await using server = await startTestServer();
  const { ann, bob, eve } = await start(server);
  const di = await enter(server, guest(ann.kept, 14), "Di");
  await act(server, ann, "promote", bob);
  await bob.hasRecords(2);
  ann.socket.close();
  await act(server, ann, "kick", eve);
  for (const page of [bob, di]) while ((await page.next("room")).action !== "kick");
  // Di's page can't, and waits.
  di.pass(5_000);
  expect(rekeysOf(di)).toEqual([]);
  di.pass(10_000);
  expect(di.others).toContainEqual({ type: "notice", notice: { is: "key_pending" } });
  bob.pass(5_000);
  for (const page of [bob, di]) await page.hasEpoch(1);
  expect(di.others.at(-1)).toEqual({ type: "settled", notice: { is: "key_pending" } });
  bob.pass(10_000);
  di.pass(10_000);
  expect([...bob.others, ...di.others].filter(({ type }) => type === "notice")).toHaveLength(1);
  await talk(di, "Goes on", bob);
});

test("E50: a page that comes later makes the key that no page could make; one that followed already isn't made twice", async () => {
  await using server = await startTestServer();
  const { ann, bob, eve } = await start(server);
  await talk(eve, "Before", ann, bob);
  // Bob is made an admin while the page is closed that could put him on the list.
  ann.socket.close();
  await act(server, ann, "promote", bob);
  await act(server, bob, "kick", eve);
  while ((await bob.next("room")).action !== "kick");
  bob.pass(10_000);
  expect([rekeysOf(bob), bob.others]).toEqual([[], [{ type: "notice", notice: { is: "key_pending" } }]]);
  const back = await enter(server, ann.kept, "Ann", {}, ann.token);
  expect(rekeysOf(back)).toEqual([]);
  back.pass(5_000);
  await bob.hasEpoch(1);
  expect(bob.others.at(-1)).toEqual({ type: "settled", notice: { is: "key_pending" } });
  await talk(bob, "After", back);
  const third = await enter(server, back.kept, "Ann", {}, ann.token);
  third.pass(10_000);
  await talk(third, "No other key", back, bob);
  expect([rekeysOf(third), third.others.filter(({ type }) => type === "notice")]).toEqual([[], []]);
});

test("E51: a page that was away says that it needs the new link, shows what it had, and goes on with it", async () => {
  await using server = await startTestServer();
  const { ann, bob, eve } = await start(server);
  bob.socket.close();
  await act(server, ann, "kick", eve);
  await ann.hasEpoch(1);
  await bob.reconnect(server);
  expect(await bob.other("notice")).toEqual({ type: "notice", notice: { is: "no_new_key" } });
  expect(bob.others.filter(({ type }) => type === "problem")).toEqual([]);
  bob.session.keys.setLink(ann.kept.link);
  await bob.reconnect(server);
  await bob.next("welcome");
  expect(await bob.other("settled")).toEqual({ type: "settled", notice: { is: "no_new_key" } });
  await talk(bob, "Back", ann);
});

test("E52: two who are made admins at once are both put on the list, by two pages of the owner once", async () => {
  await using server = await startTestServer();
  const { kept, ann, bob, eve } = await start(server);
  const other = await enter(server, kept, "Ann", {}, ann.token);
  await Promise.all([act(server, ann, "promote", bob), act(server, ann, "promote", eve)]);
  for (const page of [ann, other, bob, eve]) await page.hasRecords(3);
  await talk(bob, "Both are", ann, other, eve);
  expect(eve.session.keys.keyring?.signers).toHaveLength(3);
  expect(eve.session.keys.keyring?.records).toHaveLength(3);
});

test("E52: who was demoted may begin no key any more; who was handed the room may, and may say who else", async () => {
  await using server = await startTestServer();
  const { ann, bob, eve } = await start(server);
  await act(server, ann, "promote", bob);
  await bob.hasRecords(2);
  await act(server, ann, "demote", bob);
  await bob.hasRecords(3);
  expect(bob.session.keys.keyring?.signers).toHaveLength(1);
  await act(server, ann, "handover", bob);
  await bob.hasRecords(4);
  await act(server, bob, "kick", eve);
  await ann.hasEpoch(1);
  expect(rekeysOf(ann)).toHaveLength(3);
  await talk(ann, "On Bob’s key", bob);
});

test("E84: what the server says that the owner did is not signed, unless their page asked for it", async () => {
  await using server = await startTestServer();
  const { ann, bob, eve } = await start(server);
  await actOutside(server, ann, "promote", eve);
  while ((await ann.next("room")).action !== "promote");
  await talk(eve, "I say I am an admin", ann, bob);
  expect([rekeysOf(ann), ann.session.keys.keyring?.records.length]).toEqual([[], 1]);
  await act(server, ann, "promote", bob);
  await bob.hasRecords(2);
  expect(bob.session.keys.keyring?.signers).toHaveLength(2);
});

test("E85: who comes in between a removal and the new key gets no box of it, for it may be the removed", async () => {
  await using server = await startTestServer();
  const { kept, ann, bob, eve } = await start(server);
  // Bob isn't on the keyring's list, so no page makes a key at once.
  await actOutside(server, ann, "promote", bob);
  await actOutside(server, bob, "kick", eve);
  while ((await ann.next("room")).action !== "kick");
  const zoe = await enter(server, guest(kept, 21), "Zoe");
  await talk(zoe, "Me again", ann, bob);
  ann.pass(5_000);
  await bob.hasEpoch(1);
  await talk(bob, "Without Eve", ann);
  expect(await zoe.next("chat")).toMatchObject({ message: "no key" });
  // She asks for a box, in vain.
  zoe.pass(10_000);
  expect(await zoe.other("notice")).toMatchObject({ notice: { is: "no_new_key" } });
  await talk(bob, "Nobody answers", ann);
  expect(epochOf(zoe)).toBe(undefined);
  // With the new link, they are in like anybody.
  const back = await enter(server, guest(ann.kept, 21), "Zoe", {}, zoe.token);
  await talk(back, "By the new link", ann, bob);
});

test("E86: a member who names another's session takes nobody's box", async () => {
  await using server = await startTestServer();
  const { kept, ann, bob, eve } = await start(server);
  const di = await enter(server, guest(kept, 14), "Di");
  const { sealed } = JSON.parse(bob.sent.find((text) => text.includes('"session"')) ?? "");
  const session = sessionOf(fromBase64url(sealed) as Uint8Array);
  const keys = eve.session.keys.newest as EpochKeys;
  const writer = {
    memberId: eve.you.id,
    signingKey: new Uint8Array(32).fill(11),
    memberKey: eve.session.memberKey,
    session,
  };
  const body = encodeBody("session", { kex: toBase64url(drawSessionKeys(random).publicKey) });
  const content = {
    clear: { class: "session" },
    counter: 9,
    seen: { seq: 0, head: keys.roomId },
    writtenAt: 0,
    body,
  } as const;
  const forged = sealEvent(keys, writer, content, random);
  if (typeof forged === "string") throw new Error(forged);
  eve.socket.send({ type: "session", sealed: toBase64url(forged.envelope) });
  await talk(eve, "I am Bob’s page", ann, bob, di);
  await act(server, ann, "kick", di);
  await bob.hasEpoch(1);
  await talk(bob, "Still here", ann);
});

test("E88: a key that an admin gave to nobody is left behind by the owner, who removes them", async () => {
  await using server = await startTestServer();
  const { ann, bob, eve } = await start(server);
  await talk(eve, "Before", ann, bob);
  await act(server, ann, "promote", bob);
  for (const page of [ann, bob, eve]) await page.hasRecords(2);
  const keyring = bob.session.keys.keyring as Keyring;
  const seed = fromBase64url(bob.kept.seed) as Uint8Array;
  const { record } = makeSecretRecord(keyring, { linkSecret: new Uint8Array(16).fill(7) }, seed, random);
  bob.socket.send({ type: "rekey", records: [toBase64url(record)] });
  for (const page of [ann, eve]) await page.hasRecords(3);
  expect([epochOf(ann), epochOf(eve)]).toEqual([undefined, undefined]);
  await act(server, ann, "kick", bob);
  for (const page of [ann, eve]) await page.hasEpoch(2);
  await talk(eve, "After", ann);
  const late = await Page.open(server, guest(ann.kept, 13), "Late");
  const { events } = await late.next("welcome");
  const texts = events
    .filter(({ type }: { type: string }) => type === "chat")
    .map(({ message }: { message: string }) => message);
  // The way back ends at the key that nobody has.
  expect(texts).toEqual(["no key", "After"]);
});
