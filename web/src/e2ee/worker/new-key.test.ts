// New keys that somebody asks for in an encrypted room on a real server, as pages' workers see them.
import { expect, test } from "bun:test";
import { startTestServer } from "../../../../server/testing/test-server.ts";
import { act, enter, guest, host, member, Page, start, talk } from "./test-page.ts";

const epochOf = ({ session }: Page) => session.keys.newest?.keyEpoch;

const textsOf = ({ events }: { events: { type: string; message?: string }[] }) =>
  events.flatMap(({ type, message = "" }) => (type === "chat" ? message : []));

test("E94, E96, E97: the owner gives the room a new key that closes its past: who comes now can't read that, and who had it can", async () => {
  await using server = await startTestServer();
  const { kept, ann, bob, eve } = await start(server);
  await talk(eve, "Before", ann, bob);
  ann.session.setTitle("Plans");
  const fay = await enter(server, member(kept, 14), "Fay");
  expect((await bob.next("room")).room.title).toBe("Plans");
  fay.socket.close();
  expect(await ann.session.rekeying.ask({ closesPast: true, password: undefined })).toBe("made");
  for (const page of [bob, eve]) await page.hasEpoch(1);
  await talk(eve, "After", ann, bob);
  // Who was away comes back, too. All say anew what they call themselves, and Ann says the title.
  await enter(server, { ...fay.kept, link: ann.kept.link }, "Fay", {}, fay.token);
  for (const page of [ann, bob, eve, fay]) await ann.received('"type":"profile"', 2, page);
  expect((await bob.next("room")).room.title).toBe("Plans");
  const late = await Page.open(server, member(kept, 12), "Late");
  expect(await late.other("problem")).toMatchObject({ problem: "old_link" });
  // What was said before is closed to who comes now, and to nobody else, also later.
  const cy = await Page.open(server, member(ann.kept, 13), "Cy");
  const welcome = await cy.next("welcome");
  expect(textsOf(welcome)).toEqual(["no key", "After"]);
  expect(welcome.members.map(({ name }: { name: string }) => name)).toEqual(["Ann", "Bob", "Eve", "Fay", "Cy"]);
  expect(welcome.room.title).toBe("Plans");
  for (let round = 0; round < 5; round++) await ann.session.rekeying.ask({ closesPast: false, password: undefined });
  await bob.hasEpoch(6);
  const again = await Page.open(server, bob.kept, "Bob", {}, bob.token);
  expect(textsOf(await again.next("welcome"))).toEqual(["Before", "After"]);
  expect(bob.kept.former).toHaveLength(5);
});

test("E95: the owner gives the room another password, or none; who is here goes on", async () => {
  await using server = await startTestServer();
  const { ann, bob, eve } = await start(server);
  await talk(eve, "Before", ann, bob);
  expect(await ann.session.rekeying.ask({ closesPast: false, password: "open up" })).toBe("made");
  await bob.hasEpoch(1);
  await talk(bob, "Another password", ann);
  const di = await Page.open(server, guest(ann.kept, 14), "Di");
  expect(await di.next("refused")).toMatchObject({ code: "password_needed" });
  const eli = await Page.open(server, member(ann.kept, 15), "Eli");
  expect(textsOf(await eli.next("welcome"))).toEqual(["Before", "Another password"]);
  // A page that is opened anew still has it, to make the next key with.
  const back = await enter(server, ann.kept, "Ann", {}, ann.token);
  expect(await back.session.rekeying.ask({ closesPast: false, password: undefined })).toBe("made");
  expect(await back.session.rekeying.ask({ closesPast: false, password: null })).toBe("made");
  const fay = await Page.open(server, guest(back.kept, 16), "Fay");
  await fay.next("welcome");
  expect(back.kept.password).toBeUndefined();
});

test("E94: who isn't on the list makes no key; an admin who never typed the password sets another", async () => {
  await using server = await startTestServer();
  const { ann, bob, eve } = await start(server);
  expect(await eve.session.rekeying.ask({ closesPast: true, password: null })).toBe("refused");
  await act(server, ann, "promote", bob);
  await bob.hasRecords(2);
  expect(await ann.session.rekeying.ask({ closesPast: false, password: "only Ann knows" })).toBe("made");
  await bob.hasEpoch(1);
  expect(await bob.session.rekeying.ask({ closesPast: false, password: undefined })).toBe("unknown_password");
  expect(await bob.session.rekeying.ask({ closesPast: false, password: "now Bob’s" })).toBe("made");
  await ann.hasEpoch(2);
  // Of two at once, each is made, one on the other.
  await bob.announced();
  const both = [ann, bob].map(({ session }) => session.rekeying.ask({ closesPast: false, password: null }));
  expect(await Promise.all(both)).toEqual(["made", "made"]);
  for (const page of [ann, bob, eve]) await page.hasEpoch(4);
  await talk(eve, "All are here", ann, bob);
});

test("E95, E49: a page that is cut off after it has sent a key with another password knows that when it comes back", async () => {
  await using server = await startTestServer();
  const { kept, token } = await host(server);
  const ann = await enter(server, kept, "Ann", {}, token);
  ann.stopReadingAt("keyring");
  const answer = ann.session.rekeying.ask({ closesPast: true, password: "sesame" });
  await ann.stopped();
  ann.socket.close();
  const back = await enter(server, ann.kept, "Ann", {}, token);
  expect(await back.session.rekeying.ask({ closesPast: false, password: undefined })).toBe("made");
  ann.session.opened(2);
  expect(await answer).toBe("refused");
});

test("E100: what is asked for while a key is being made is made after it", async () => {
  await using server = await startTestServer();
  const { ann, bob } = await start(server);
  const both = [false, true].map((closesPast) => ann.session.rekeying.ask({ closesPast, password: undefined }));
  expect(await Promise.all(both)).toEqual(["made", "made"]);
  await bob.hasEpoch(2);
  const { secrets = [] } = bob.session.keys.keyring ?? {};
  expect(secrets.map(({ past }) => past !== undefined)).toEqual([false, true, false]);
});

test("E100: who asked for a key with the room's password, and was second to one with another, is told so", async () => {
  await using server = await startTestServer();
  const { ann, bob } = await start(server);
  await act(server, ann, "promote", bob);
  await bob.hasRecords(2);
  const { session } = bob;
  const receive = session.receive.bind(session);
  // The box may come before the refusal, or after it.
  for (const [round, isBoxLast] of [false, true].entries()) {
    const held: string[] = [];
    session.receive = (text) => held.push(...text.split("\n"));
    expect(await ann.session.rekeying.ask({ closesPast: false, password: `only Ann’s ${round}` })).toBe("made");
    const answer = session.rekeying.ask({ closesPast: false, password: round === 0 ? undefined : null });
    await bob.received('"code":"out_of_date"', 1 + round);
    session.receive = receive;
    const isBox = (frame: string) => frame.includes('"type":"box"');
    for (const frame of held) if (!isBoxLast || !isBox(frame)) receive(frame);
    if (isBoxLast) for (const frame of held.filter(isBox)) receive(frame);
    expect(await answer).toBe(round === 0 ? "unknown_password" : "made");
  }
});

test("E102: a key that was on its way when somebody was removed is followed by one that leaves them out", async () => {
  await using server = await startTestServer();
  const { ann, bob, eve } = await start(server);
  const receive = ann.session.receive.bind(ann.session);
  const held: string[] = [];
  ann.session.receive = (text) => held.push(...text.split("\n"));
  const answer = ann.session.rekeying.ask({ closesPast: false, password: undefined });
  await eve.hasEpoch(1);
  await ann.received('"type":"keyring"', 1);
  await act(server, ann, "kick", eve);
  await ann.received('"action":"kick"', 1);
  // Her page is told of the removal first.
  ann.session.receive = receive;
  const isKick = (frame: string) => frame.includes('"action":"kick"');
  for (const frame of [...held.filter(isKick), ...held.filter((one) => !isKick(one))]) receive(frame);
  expect(await answer).toBe("made");
  for (const page of [ann, bob]) await page.hasEpoch(2);
  await talk(bob, "Without Eve", ann);
  expect(epochOf(eve)).toBe(1);
});
