// What `mayfly open` says of a room where nothing is wrong.
import { afterAll, expect, test } from "bun:test";
import { toBase64url } from "../../protocol/e2ee/bytes.ts";
import { createEncryptedRoom, createWriter, say } from "../../testing/encrypted-room.ts";
import { fullLinkOf, keyringAnswer, Terminal } from "../../testing/terminal.ts";

const terminal = new Terminal();
afterAll(() => terminal.close());
const room = createEncryptedRoom();
const link = fullLinkOf({ port: 8080 }, room);
const keyring = terminal.file(keyringAnswer(room));
const owner = { ...createWriter("ada", room.random), signingKey: room.ownerSeed, memberKey: room.rootKey };
/** Returns a message as a server gives it. */
const message = (seq: number, { envelope, digest, clear }: ReturnType<typeof say>, more: object = {}) => ({
  ...{ type: "chat", id: `e-${seq}`, seq, userId: clear.sender, roomId: room.code },
  ...{ sealed: toBase64url(envelope), digest: toBase64url(digest), ...more },
});

test("C18: with an honest server nothing is told, whatever a page says in between, and each thing is said once", async () => {
  // A page counts what is only signalled apart from what is numbered.
  const hello = say(room, owner, { text: "Hello" }, { counter: 0 });
  const titles = [0, 1].map((counter) =>
    say(room, owner, { title: "T" } as never, { counter, clear: { class: "title" } }),
  );
  const body = { of: toBase64url(hello.digest), emoji: "👍", on: true };
  const reaction = say(room, owner, body as never, { counter: 1, clear: { class: "react", about: "1" } });
  const [sealed, digest] = [toBase64url(reaction.envelope), toBase64url(reaction.digest)];
  const events = [
    message(1, hello, { sealedReactions: [{ seq: 4, userId: "ada", sealed, digest }] }),
    ...titles.map(({ envelope }, at) => {
      const sealedTitle = { userId: "ada", sealed: toBase64url(envelope) };
      return { type: "room", seq: 2 + at, userId: "ada", room: { sealedTitle }, message: "x" };
    }),
    { type: "react", seq: 4, userId: "ada", messageId: "e-1", sealed, digest },
    message(5, say(room, owner, { text: "Bye" }, { counter: 2 })),
  ];
  const { code, out } = await terminal.run(
    "open",
    ["--link", terminal.file(link), "--keyring", keyring, "--json"],
    JSON.stringify(events),
  );
  expect(out.map((line) => JSON.parse(line)).map(({ ok, type, seq }) => [ok, type, seq])).toEqual([
    [true, "chat", 1],
    [true, "react", 4],
    [true, "title", 2],
    [true, "title", 3],
    [true, "chat", 5],
  ]);
  expect(code).toBe(0);
});
