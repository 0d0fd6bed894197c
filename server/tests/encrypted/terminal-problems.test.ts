// What `mayfly prove`, `seal` and `open` say of wrong links, wrong lines, and events that aren't what they should be.
import { afterAll, expect, test } from "bun:test";
import { chmodSync, readFileSync } from "node:fs";
import { drawBytes, fromBase64url, toBase64url } from "../../protocol/e2ee/bytes.ts";
import { openEvent } from "../../protocol/e2ee/event.ts";
import type { EventClass } from "../../protocol/e2ee/event-envelope.ts";
import { encodeFragment } from "../../protocol/e2ee/link.ts";
import {
  createEncryptedRoom,
  createWriter,
  type EncryptedRoom,
  rekeyed,
  say,
  taken,
} from "../../testing/encrypted-room.ts";
import { seededRandom, seededRandomBytes } from "../../testing/seeded-random.ts";
import { fullLinkOf, keyringAnswer, Terminal } from "../../testing/terminal.ts";

const CODE = "secret-place";
const terminal = new Terminal();
afterAll(() => terminal.close());
const run = terminal.run.bind(terminal);
const file = terminal.file.bind(terminal);

const room = createEncryptedRoom(1, { code: CODE });
const other = createEncryptedRoom(2, { code: CODE });
const link = fullLinkOf({ port: 8080 }, room);
const keyring = file(keyringAnswer(room));
const [ada, bob] = [createWriter("ada", room.random), createWriter("bob", room.random)];
/** Returns a message as a server gives it. */
const message = (seq: number, { envelope, digest, clear }: ReturnType<typeof say>, changes: object = {}) => ({
  type: "chat",
  id: `e-${seq}`,
  seq,
  userId: clear.sender,
  timestamp: "2027-01-15T08:00:00.000Z",
  roomId: CODE,
  sealed: toBase64url(envelope),
  digest: toBase64url(digest),
  ...changes,
});

test("C17: each wrong link is told what is wrong with it, and nothing of it is repeated", async () => {
  const [address, fragment = ""] = link.split("#");
  const [, secret = "", root = ""] = fragment.split(".");
  const cases = {
    "talk.example": "no full link",
    "ftp://talk.example/abc#e2ee=1": "no full link",
    [`${address?.replace(CODE, "")}#${fragment}`]: "no full link",
    [`${address}`]: "missing its key",
    [`${address}#e2ee=`]: "missing its key",
    [`${link}&e2ee=1.${root}.${secret}`]: "two keys",
    [`${address}#e2ee=2.${secret}.${root}`]: "later version",
    [`${address}#e2ee=${secret}.${root}`]: "version",
    [`${address}#e2ee=1.${secret}`]: "isn't whole",
    [`${address}#e2ee=1.${secret.slice(1)}+.${root}`]: "characters",
    [link.slice(0, -2)]: "cut off",
    [`${link}AB`]: "added",
    [`${address}#e2ee=1.${secret}.${root.slice(0, -1)}B`]: "altered",
    [`${address}#e2ee=1.${secret}.${secret}`]: "mixed up",
    [`${address}#invite=x&e2ee=1i.${secret}.${root}`]: "for one use",
    "": "missing",
  };
  for (const [text, said] of Object.entries(cases)) {
    const { code, out, err } = await run("open", [], "", { MAYFLY_LINK: text });
    expect([text, code, out]).toEqual([text, 2, []]);
    expect(err).toContain(said);
    for (const part of [secret, root].filter((part) => part !== "")) expect(err).not.toContain(part.slice(0, 12));
  }
  const halves = `${address}#e2ee=1.${secret}.${encodeFragment(other.link).split(".")[2]}`;
  const mixed = await run("open", ["--keyring", keyring], "", { MAYFLY_LINK: halves });
  expect(mixed).toMatchObject({ code: 2, err: expect.stringContaining("another room's") });
  const exchanged = `${address}#e2ee=1.${encodeFragment(other.link).split(".")[1]}.${root}`;
  const events = JSON.stringify(message(1, say(room, ada, { text: "Hi" })));
  const foreign = await run("open", ["--keyring", keyring], events, { MAYFLY_LINK: exchanged });
  expect(foreign).toMatchObject({ code: 2, err: expect.stringContaining("another room") });
});

test("C17: the link isn't taken from the command line, and a file that others can read is told", async () => {
  const { code, err } = await run("open", ["--link", link]);
  expect(code).toBe(2);
  expect(err).toContain("takes a file");
  expect(err).not.toContain(encodeFragment(room.link).slice(8, 20));
  const path = file(link);
  chmodSync(path, 0o644);
  expect(await run("open", ["--link", path])).toMatchObject({ code: 0, err: expect.stringContaining("chmod 600") });
  for (const [argv, said] of [
    [["--link", terminal.path("none")], "ENOENT"],
    [["--secret", "x"], "takes --link"],
    [["--link", file(link), "--keyring", file("<html>")], "not JSON"],
    [["--link", file(link), "--keyring", file("{}")], "has no keyring"],
    [["--link", file(link), "--keyring", file('{"error":{"code":"key_needed","message":"Prove it"}}')], "Prove it"],
    [["--link", file(link), "--keyring", file('{"keyring":[]}')], "damaged"],
    [["--link", file(link), "--keyring", file('{"keyring":["AAAA"]}')], "damaged"],
    [["--link", file(link), "--keyring", file(keyringAnswer(other))], "another room's"],
  ] as const) {
    const result = await run("open", argv);
    expect([result.code, result.err]).toEqual([2, expect.stringContaining(said)]);
  }
});

test("C17: lines that can't be sealed are told by their number, and the others are sealed", async () => {
  const key = terminal.path("key-lines");
  const seal = (input: string | (string | Uint8Array)[], ...more: string[]) =>
    run("seal", ["--link", file(link), "--keyring", keyring, "--key", key, "--member", "ada", ...more], input);
  const lines = ["ok", "x".repeat(10_001), "y".repeat(200_000), "🌻".repeat(10_000), "\u200b"];
  const plain = await seal([...lines.map((line) => `${line}\n`), Uint8Array.of(0xff, 10), "end"]);
  expect(plain).toMatchObject({ code: 1 });
  expect(plain.out).toHaveLength(3);
  expect(plain.err).toBe(
    "line 2: is longer than 10000 characters\nline 3: too long\nline 5: is empty\nline 6: not UTF-8",
  );
  const of = toBase64url(new Uint8Array(32));
  const json = [
    "{",
    "null",
    '{"type":"session","kex":"x"}',
    '{"type":"react","of":"x","emoji":"👍","on":true}',
    `{"type":"react","id":"e-1","of":"${of}","emoji":"x","on":true}`,
    '{"type":"chat","text":""}',
    '{"type":"chat","text":"Hi","vanish":-1}',
    `{"type":"unpin","id":"e-1","of":"${of}"}`,
  ];
  const sealed = await seal(json.join("\n"), "--json");
  expect(sealed.err.split("\n").map((line) => line.slice(0, 16))).toEqual([
    "line 1: not JSON",
    "line 2: type: ex",
    "line 3: type: ex",
    "line 4: id: expe",
    "line 5: not a bo",
    "line 6: not a bo",
    "line 7: vanish: ",
  ]);
  expect(sealed.out.map((line) => JSON.parse(line))).toMatchObject([{ type: "pin", id: "e-1", on: false }]);
  expect((await seal("", "--vanish", "5")).err).toContain("--vanish: expected 10 to");
  expect(JSON.parse((await seal("Hi", "--vanish", "seen")).out[0] ?? "")).toMatchObject({ vanish: "seen" });
  const lives = [1, 86_401, "soon", {}, null, 0, ""].map((vanish) => ({ type: "chat", text: "Hi", vanish }));
  const living = [...lives, { type: "title", title: "Picnic", vanish: 60 }, { type: "chat", text: "Hi", vanish: 60 }];
  const mortal = await seal(living.map((line) => JSON.stringify(line)).join("\n"), "--json");
  expect(mortal.err.match(/^line \d: vanish: expected/gm)).toHaveLength(8);
  expect(mortal.out.map((line) => JSON.parse(line))).toMatchObject([{ type: "chat", vanish: 60 }]);
  const args = ["--link", file(link), "--keyring", keyring];
  for (const [more, said] of [
    [["--key", key], "--member: missing"],
    [["--member", "a", "--key", file("AAAA")], "--key: isn't a key"],
    [["--member", "a", "--key", terminal.path("none/key")], "--key: can't be written"],
    [["--member", "a\nb", "--key", key], "--member: not a member's id"],
  ] as const) {
    expect(await run("seal", [...args, ...more])).toMatchObject({ code: 2, err: expect.stringContaining(said) });
  }
});

test("C18: events that were changed, moved, doubled, or are of another room, are each told, and the rest is read", async () => {
  const hello = say(room, ada, { text: "Hello" }, { counter: 5 });
  const later = rekeyed(room);
  const changed = Uint8Array.from(hello.envelope, (byte, at) => (at === 100 ? byte ^ 1 : byte));
  // Somebody with the room's key writes in another's name: they can't sign for them.
  const forged = say(room, { ...bob, memberId: "ada", memberKey: ada.memberKey }, { text: "I resign" });
  const withOtherKey = say(room, { ...bob, memberId: "ada" }, { text: "My phone" });
  const garbage = say(room, ada, [] as never, { counter: 7 });
  const input = [
    message(1, hello),
    message(2, hello, { sealed: toBase64url(changed) }),
    message(3, hello, { userId: "bob" }),
    message(4, hello),
    message(5, forged),
    message(6, say(room, ada, { text: "Before" }, { counter: 4 })),
    message(7, say(other, ada, { text: "Elsewhere" })),
    message(8, say(room, ada, { text: "Here" }, { counter: 8 }), { roomId: "elsewhere" }),
    message(9, say(later, ada, { text: "New key" })),
    message(10, garbage),
    message(11, say(room, ada, { text: "x" }, { counter: 9 }), { digest: toBase64url(new Uint8Array(32)) }),
    message(12, hello, { sealed: undefined, digest: undefined, message: "In clear" }),
    message(13, hello, { sealed: "AgAA" }),
    message(14, hello, { sealed: 5 }),
    message(15, withOtherKey),
    message(17, say(room, ada, { text: "Late" }, { counter: 11 }), { timestamp: "2027-01-15T09:00:00.000Z" }),
    message(16, say(room, ada, { text: "\u001b[2J\u202egone" }, { counter: 10 })),
  ];
  const result = await run("open", ["--link", file(link), "--keyring", keyring], JSON.stringify({ messages: input }));
  expect(result.code).toBe(1);
  const said = Object.fromEntries(result.out.map((line) => [/#?(\d+)/.exec(line)?.[1], line]));
  const expected: Record<number, string> = {
    1: "ok   ",
    2: "damaged",
    3: "damaged",
    4: "an earlier event once more",
    5: "its signature is wrong",
    6: "not in its writer's order",
    7: "damaged",
    8: "of another room",
    9: "a key that this link doesn't lead to",
    10: "can't be read",
    11: "another digest",
    12: "not sealed",
    13: "later version",
    14: "can't be an event",
    15: "ok   ",
    16: "ok   ",
  };
  for (const [seq, text] of Object.entries(expected)) {
    expect([seq, said[seq]]).toEqual([seq, expect.stringContaining(text)]);
    expect([seq, said[seq]?.startsWith("BAD ")]).toEqual([seq, !text.startsWith("ok")]);
  }
  expect(said[15]).toContain("[with another key than before] My phone");
  expect(said[17]).toEndWith("Late (written 2027-01-15T08:00:00Z, by its writer's clock)");
  expect(said[16]).toEndWith("\ufffd[2J\ufffdgone");
});

test("C18: what is said about a message counts only for that message, and by its writer; input that is none is told", async () => {
  const [hello, bye] = [say(room, ada, { text: "Hello" }), say(room, bob, { text: "Bye" })];
  const about = (seq: number, said: typeof hello, name: EventClass, writer = ada, more: object = {}, counter = 2) => {
    const body = { text: "Changed", emoji: "👍", on: true, title: "Mine", of: toBase64url(said.digest) };
    const clear = { class: name, ...(name !== "title" && { about: String(seq) }) };
    const {
      envelope,
      digest,
      clear: { sender },
    } = say(room, writer, body as never, { clear, counter });
    const sealed = toBase64url(envelope);
    return { type: name, userId: sender, messageId: `e-${seq}`, sealed, digest: toBase64url(digest), ...more };
  };
  const phone = { ...bob, memberId: "ada" };
  const owner = { ...createWriter("ada", room.random), signingKey: room.ownerSeed, memberKey: room.rootKey };
  const title = (writer: typeof ada) => {
    const { userId, sealed } = about(0, hello, "title", writer);
    return { type: "room", userId, room: { sealedTitle: { userId, sealed } }, message: "x" };
  };
  const { code, out } = await run(
    "open",
    ["--link", file(link), "--keyring", keyring, "--json"],
    [
      message(1, hello),
      message(2, bye),
      about(1, hello, "edit", ada, { seq: 3 }),
      about(1, bye, "edit", ada, { seq: 4 }, 3),
      about(1, hello, "edit", phone, { seq: 5 }),
      about(1, bye, "react", bob, { seq: 6 }),
      title(ada),
      title(owner),
      { error: { code: "slow_down", message: "Too many requests" } },
      7,
    ]
      .map((value) => JSON.stringify(value, undefined, 2))
      .join(""),
  );
  const lines = out.map((line) => JSON.parse(line));
  expect(lines.map(({ ok, text }) => [ok, text])).toEqual([
    [true, undefined],
    [true, undefined],
    [true, undefined],
    [false, "made for another message"],
    [false, "an edit with another key than the message's"],
    [false, "made for another message"],
    [false, "a title by somebody whom the keyring doesn't list"],
    [true, undefined],
    [false, "the server says: Too many requests"],
    [false, expect.stringContaining("not JSON")],
  ]);
  expect(code).toBe(1);
  const open = async (...input: string[]) => {
    const result = await run("open", ["--link", file(link), "--keyring", keyring], input);
    return [result.code, result.out.join("\n")];
  };
  expect(await open('{"type":"note', '"}')).toEqual([0, ""]);
  expect(await open("event: x\nid: 1\nretry: 5\ndata:\n: hi\n")).toEqual([0, ""]);
  expect(await open("<html>\n<body>\n")).toEqual([1, "BAD  line 1: not JSON\nBAD  line 2: not JSON"]);
  expect(await open("{]\n")).toEqual([1, expect.stringContaining("not JSON")]);
  expect(await open(JSON.stringify(message(1, hello)).slice(0, -9))).toEqual([1, "BAD  line 1: the input was cut off"]);
  expect(await open(`{"a":"${"0".repeat(17 * 1024 * 1024)}`)).toEqual([1, expect.stringContaining("too long")]);
  expect(await run("open", ["--link", file(link)], JSON.stringify(message(1, hello)))).toMatchObject({
    code: 2,
    err: expect.stringContaining("--keyring: missing"),
  });
});

test("C18: whatever comes, in whatever parts, there is an answer", async () => {
  const next = seededRandom(18);
  const whole = JSON.stringify({
    ...JSON.parse(keyringAnswer(room)),
    profiles: [{ userId: "ada", sealed: "AQ" }],
    messages: [message(1, say(room, ada, { text: "Hello" }), { edit: { seq: 2 }, sealedReactions: [{ seq: 3 }] })],
  });
  const path = file(link);
  const values = ["null", "7", '"x"', "[]", "{}", "true", "-1", "1e99", '["x",null,{}]'];
  for (let round = 0; round < 80; round++) {
    // One value of it becomes another one, or a piece is cut out.
    const places = [...whole.matchAll(/(?<=":)(?:"[^"]*"|\d+)/g)];
    const place = places[Math.floor(next() * places.length)];
    const at = place?.index ?? 0;
    const changed =
      round % 3 === 0
        ? whole.slice(0, at) + whole.slice(at + Math.ceil(next() * 40))
        : whole.slice(0, at) + values[Math.floor(next() * values.length)] + whole.slice(at + (place?.[0].length ?? 0));
    const cut = Math.floor(next() * changed.length);
    const { code } = await run("open", ["--link", path], [changed.slice(0, cut), changed.slice(cut)]);
    expect([0, 1, 2]).toContain(code);
  }
  // What has no text and no number of its own ends nothing either, wherever it stands.
  const odd = '{"toString":1,"valueOf":1}';
  const more =
    '{"type":"chat","userId":"ada","files":[{"id":1}],"sealed":"AQ"},{"type":"room","pin":{"id":1,"on":true},"sealed":"AQ"}';
  const stream = `${whole.slice(0, -2)},${more}],"sealedTitle":{"userId":"ada","sealed":"AQ"}}`;
  for (const { index, 0: value } of stream.matchAll(/(?<=":)(?:"[^"]*"|\d+)/g)) {
    const changed = stream.slice(0, index) + odd + stream.slice(index + value.length);
    const { code, out } = await run("open", ["--link", path, "--keyring", keyring], changed);
    expect([changed, code]).toEqual([changed, 1]);
    expect(out.length).toBeGreaterThan(0);
  }
  const deep = "[".repeat(50_000) + "]".repeat(50_000);
  expect((await run("open", ["--link", path], deep)).code).toBe(1);
});

test("C18: a keyring that steps back, differs, or has a change that nobody signed ends the reading", async () => {
  const later = rekeyed(room);
  const fork = rekeyed({ ...room, random: seededRandomBytes(9) });
  const newer = file(keyringAnswer(later));
  const opens = (input: string) =>
    run("open", ["--link", file(fullLinkOf({ port: 1 }, later)), "--keyring", newer], input);
  expect(await opens(keyringAnswer(room))).toMatchObject({ code: 2, err: expect.stringContaining("older keyring") });
  expect(await opens(keyringAnswer(fork))).toMatchObject({ code: 2, err: expect.stringContaining("another keyring") });
  const records = [toBase64url(drawBytes(room.random, 308))];
  expect(await opens(JSON.stringify({ type: "keyring", records }))).toMatchObject({
    code: 2,
    err: expect.stringContaining("nobody signed"),
  });
  expect((await opens(keyringAnswer(later))).code).toBe(0);
});

test("C19: a challenge that is none, or another room's, gets no proof", async () => {
  const prove = (input: string) => run("prove", ["--link", file(link), "--member", "ada"], input);
  const challenge = {
    challenge: toBase64url(new Uint8Array(32)),
    keyEpoch: 0,
    rootKey: toBase64url(room.rootKey),
    linkCheck: toBase64url(taken(room.keyring.secrets[0]).linkCheck),
  };
  expect(await prove(JSON.stringify(challenge))).toMatchObject({ code: 0, err: "" });
  for (const [changes, said] of [
    [{ rootKey: toBase64url(other.rootKey) }, "another room's"],
    [{ linkCheck: toBase64url(taken(other.keyring.secrets[0]).linkCheck) }, "ask for the new link"],
    [{ keyEpoch: -1 }, "no challenge"],
    [{ keyEpoch: "0" }, "no challenge"],
    [{ challenge: "AAAA" }, "no challenge"],
    [{ rootKey: 7 }, "no challenge"],
    [{ error: { message: "There is no such room." } }, "the server says: There is no such room."],
  ] as const) {
    const result = await prove(JSON.stringify({ ...challenge, ...changes }));
    expect([result.code, result.out, result.err]).toEqual([2, [], expect.stringContaining(said)]);
  }
  for (const input of ["", "null", "[]", "{", "x".repeat(10_000)]) {
    expect((await prove(input)).err).toContain("no challenge");
  }
});

test("C17: the member's key is another one in each room, and the file isn't written anew", async () => {
  const key = terminal.path("key-for-all");
  const keyOf = async (one: EncryptedRoom) => {
    const flags = ["--link", file(fullLinkOf({ port: 1 }, one)), "--keyring", file(keyringAnswer(one)), "--key", key];
    const { out } = await run("seal", [...flags, "--member", "ada"], "Hi");
    const envelope = fromBase64url(JSON.parse(out[0] ?? "").sealed) ?? new Uint8Array();
    const opened = openEvent(() => one.keys, { class: "chat", sender: "ada" }, envelope);
    return typeof opened === "string" ? opened : toBase64url(opened.memberKey);
  };
  const [first, again, elsewhere] = [await keyOf(room), await keyOf(room), await keyOf(other)];
  expect(again).toBe(first);
  expect(elsewhere).not.toBe(first);
  expect(readFileSync(key, "utf8")).toHaveLength(44);
});
