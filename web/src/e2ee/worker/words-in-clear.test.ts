// What a server says in clear to a page of an encrypted room, which is to be nobody's words, nor lead to those of others.
import { expect, test } from "bun:test";
import { startTestServer } from "../../../../server/testing/test-server.ts";
import { CODE, guest, host, Page } from "./test-page.ts";

test("E103: no words, names or titles that the server says in clear are shown as anybody's", async () => {
  await using server = await startTestServer();
  const { kept, token } = await host(server);
  const ann = await Page.open(server, kept, "Ann", {}, token);
  await ann.next("welcome");
  const bob = await Page.open(server, guest(kept), "Bob");
  await bob.next("welcome");
  ann.say({ type: "chat", message: "Hello", nonce: "n1" });
  const { id, seq, timestamp, roomId } = await bob.next("chat");
  const by = { timestamp, roomId, user: "Annie", userId: ann.you.id };
  const words = {
    message: "Injected",
    mentions: [bob.you.id],
    replyTo: id,
    reactions: { "👍": [ann.you.id] },
    files: [{ id: "f1", name: "Injected", type: "image/png", bytes: 9, url: "files/f1" }],
  };
  const room = { title: "Injected" };
  const inject = async (frame: object, at: number) => {
    const next = { id: `x-${seq + at}`, seq: seq + at, ...by, ...frame };
    bob.session.receive(JSON.stringify(next));
    return bob.frames.splice(0).at(-1);
  };
  await bob.announced();
  bob.frames.length = 0;
  const expected = [
    [
      { type: "chat", avatar: "fox", ...words },
      { type: "chat", user: "Ann", avatar: null, message: "unreadable", files: [] },
    ],
    [
      { type: "chat", avatar: "fox", ...words, deleted: true },
      { type: "chat", message: "", deleted: true },
    ],
    [
      { type: "edit", messageId: id, message: "Injected", mentions: [bob.you.id] },
      { type: "edit", message: "" },
    ],
    [{ type: "react", messageId: id, emoji: "👍", on: true }, { type: "vanish" }],
    [
      { type: "room", message: "Ann says Injected", room, reason: "Injected" },
      { type: "room", user: "Ann", message: "", room: {} },
    ],
    [
      { type: "room", message: "Annie changed the title", room: {} },
      { type: "room", message: "Ann changed the title" },
    ],
    [
      {
        type: "room",
        message: "Injected",
        userId: null,
        target: { id: "x", name: "Injected" },
        action: "kick",
        room: {},
      },
      { target: { name: "Mitglied" }, message: "" },
    ],
    [
      { type: "room", message: "Injected", pin: { id, on: true }, room: {} },
      { type: "vanish", messageIds: [] },
    ],
    [{ type: "knock", user: "Ann", userId: "stranger", avatar: null }, { user: "Mitglied" }],
  ] as const;
  for (const [at, [frame, shown]] of expected.entries()) {
    const event = await inject(frame, at + 1);
    expect(event).toMatchObject(shown as object);
    expect(event).not.toContainAnyKeys(["mentions", "replyTo", "reactions", "reason"]);
    expect(JSON.stringify(event)).not.toContain("Injected");
  }
  // Nor beside what a member sealed.
  const { body } = await server.ask("GET", `api/rooms/${CODE}/messages`, { token: bob.token });
  const [said] = bob.session.messages([{ ...body.messages[0], ...words, files: undefined }]);
  expect(said).toMatchObject({ message: "Hello", user: "Ann" });
  expect(said).not.toContainAnyKeys(["mentions", "replyTo", "reactions"]);
  expect(bob.session.pins([{ ...body.messages[0], ...words, files: undefined, sealed: undefined }])).toMatchObject([
    { message: "unreadable" },
  ]);
  await bob.reconnect(server);
  const welcome = JSON.parse(bob.texts.find((text) => text.includes('"welcome"')) ?? "{}");
  const members = [...welcome.members, { ...welcome.members[0], id: "stranger", name: "Ann", avatar: "fox" }];
  bob.session.receive(JSON.stringify({ ...welcome, members, room: { ...welcome.room, ...room } }));
  const shown = bob.frames.findLast(({ type }) => type === "welcome");
  expect(shown.room.title).toBe("");
  expect(shown.members.at(-1)).toMatchObject({ name: "Mitglied", avatar: null });
});

test("E103: where the server shows another message in the place of the one that a reply names, the page says so", async () => {
  await using server = await startTestServer();
  const { kept, token } = await host(server);
  const ann = await Page.open(server, kept, "Ann", {}, token);
  await ann.next("welcome");
  for (const message of ["Shall we go?", "Shall we stay?"])
    ann.say({ type: "chat", message, nonce: message.slice(9, -1) });
  const asked = await ann.next("chat");
  await ann.next("chat");
  ann.say({ type: "chat", message: "Yes", replyTo: asked.id, nonce: "n3" });
  await ann.next("chat");
  const { body } = await server.ask("GET", `api/rooms/${CODE}/messages`, { token });
  const [go, stay, yes] = body.messages;
  for (const [first, isFalse] of [
    [go, false],
    [{ ...stay, id: go.id, seq: go.seq }, true],
  ]) {
    // A page to whom the reply alone was shown so far.
    const late = await Page.open(server, guest(kept, 13), "Cy");
    late.stopReadingAt("welcome");
    await late.stopped();
    const welcome = JSON.parse(late.texts.find((text) => text.includes('"welcome"')) ?? "{}");
    late.session.receive(JSON.stringify({ ...welcome, events: [yes] }));
    expect((await late.next("welcome")).events).toMatchObject([{ message: "Yes", replyTo: go.id }]);
    expect(late.session.messages([first])).toHaveLength(1);
    expect(late.others.some(({ type }) => type === "notice")).toBe(isFalse);
  }
});
