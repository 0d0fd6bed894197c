// Messages with files that are sent again with their nonce, while the data file is being written or later.
import { describe, expect, test } from "bun:test";
import { Refusal } from "#protocol/error-codes";
import { LocalEngine } from "../../engine/local-engine.ts";
import { createFakeDomain, type FakeDomainOptions } from "../../testing/fake-domain.ts";
import { FakeCommitterPorts, FakeJournal, turnEventLoop } from "../../testing/fake-journal.ts";
import type { MessageCommand } from "../messages/decide-message.ts";
import type { Room } from "../room-model/room.ts";
import { Upload } from "./upload.ts";

function createSender(options: FakeDomainOptions = {}) {
  const domain = createFakeDomain(options);
  const { rooms } = domain;
  const upload = async (room: Room) => {
    const begun = rooms.files.begin(room, "ann", undefined, { name: "a.bin", bytes: 1 });
    if (!(begun instanceof Upload)) throw new Error("not begun");
    await begun.append(new Uint8Array(1));
    await begun.finish();
    return begun.file.id;
  };
  const submit = async (room: Room, command: MessageCommand, by = "ann") => {
    const actor = rooms.actorFor(room, { id: by, name: by, avatar: null });
    const outcome = await rooms.commandPipeline.submit(room, actor, command);
    return outcome instanceof Refusal ? outcome.code : outcome.seq;
  };
  const stageOf = (room: Room, id: string) => room.files?.byId.get(id)?.stage;
  return { ...domain, upload, submit, stageOf };
}

async function createSavingSender() {
  const journal = new FakeJournal();
  const engine = new LocalEngine({ events: 500, bytes: 1 << 20 }, 1 << 26, journal, new FakeCommitterPorts());
  const sender = createSender({ engine });
  const creating = sender.rooms.create({}, { id: "owner", name: "Owner", avatar: null });
  await journal.succeed();
  const created = await creating;
  if (created instanceof Refusal) throw new Error("no room was created");
  const { room } = created;
  /** Sends a message twice, the second time while the first is being written. */
  const submitTwice = async (command: MessageCommand) => {
    const first = sender.submit(room, command);
    await turnEventLoop();
    return [first, sender.submit(room, command)];
  };
  return { ...sender, journal, room, submitTwice };
}

const FILES_LATER = 601_000;

describe("a message with files that is sent again", () => {
  test("F2, H2: sent again while the first try is being written and fails, it has its files", async () => {
    const { journal, room, upload, submit, submitTwice, stageOf, advance } = await createSavingSender();
    const id = await upload(room);
    const [first, second] = await submitTwice({ type: "chat", files: [id], nonce: "n" });
    await journal.fail();
    expect([await first, stageOf(room, id)]).toEqual(["not_saved", "claimed"]);
    expect(await submit(room, { type: "chat", files: [id], nonce: "other" })).toBe("malformed");
    await journal.succeed();
    expect([await second, stageOf(room, id)]).toEqual([1, "said"]);
    advance(FILES_LATER);
    expect(stageOf(room, id)).toBe("said");
  });

  test("F2: when all tries have failed, its files wait for another message", async () => {
    const { journal, room, upload, submit, submitTwice, stageOf } = await createSavingSender();
    const id = await upload(room);
    const tries = await submitTwice({ type: "chat", files: [id], nonce: "n" });
    await journal.fail();
    await journal.fail();
    expect([await Promise.all(tries), stageOf(room, id)]).toEqual([["not_saved", "not_saved"], "staged"]);
    const other = submit(room, { type: "chat", files: [id], nonce: "other" });
    await journal.succeed();
    expect([await other, stageOf(room, id)]).toEqual([1, "said"]);
  });

  test("F2, H2: the same nonce with other files gets the first result, and those wait for another message", async () => {
    const { create, upload, submit, stageOf } = createSender();
    const room = create();
    const [one, two] = [await upload(room), await upload(room)];
    expect(await submit(room, { type: "chat", files: [one], nonce: "n" })).toBe(1);
    expect(await submit(room, { type: "chat", files: [two], nonce: "n" })).toBe(1);
    expect([stageOf(room, one), stageOf(room, two)]).toEqual(["said", "staged"]);
  });

  test("H2: what could not be carried out again still answers the first result, also beyond history", async () => {
    const { create, upload, submit } = createSender({ historyEvents: 3 });
    const room = create();
    const said: MessageCommand = { type: "chat", files: [await upload(room)], nonce: "said" };
    expect([await submit(room, said), await submit(room, said)]).toEqual([1, 1]);
    const id = `${room.founding.epoch}-1`;
    const answer: MessageCommand = { type: "chat", message: "yes", replyTo: id, nonce: "answer" };
    const removal: MessageCommand = { type: "delete", id, nonce: "removal" };
    expect([await submit(room, answer), await submit(room, removal)]).toEqual([2, 3]);
    for (let n = 0; n < 2; n++) {
      expect([await submit(room, said), await submit(room, answer), await submit(room, removal)]).toEqual([1, 2, 3]);
      for (let more = 0; more < 3; more++) await submit(room, { type: "chat", message: "more" });
    }
    expect(await submit(room, { ...answer, nonce: "new" })).toBe("malformed");
  });

  test("H2, G3: whoever is banned meanwhile gets no first result", async () => {
    const { create, upload, submit, rooms } = createSender();
    const room = create();
    const said: MessageCommand = { type: "chat", files: [await upload(room)], nonce: "said" };
    expect(await submit(room, said)).toBe(1);
    const owner = rooms.actorFor(room, { id: "owner", name: "Owner", avatar: null });
    await rooms.commandPipeline.submit(room, owner, { type: "moderate", action: "ban", userId: "ann" });
    expect(await submit(room, said)).toBe("banned");
  });

  test("G11, H2: slow mode doesn't hold back what was sent before, also beyond history", async () => {
    const { create, submit } = createSender({ historyEvents: 2 });
    const room = create({ slowModeSeconds: 60 });
    const said: MessageCommand = { type: "chat", message: "once", nonce: "said" };
    expect(await submit(room, said)).toBe(1);
    expect(await submit(room, { type: "chat", message: "twice", nonce: "other" })).toBe("slow_down");
    for (let more = 0; more < 3; more++) await submit(room, { type: "chat", message: "more" }, "owner");
    expect(await submit(room, said)).toBe(1);
  });
});
