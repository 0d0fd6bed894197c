import { describe, expect, test } from "bun:test";
import { Refusal } from "#protocol/error-codes";
import type { ChatEvent } from "#protocol/frames";
import { MAX_FILES_PER_MESSAGE, MAX_UNSAID_FILES, UNSAID_FILE_TTL_MS } from "#protocol/limits";
import { MemoryFiles } from "../../files/memory-files.ts";
import { createFakeDomain, type FakeDomainOptions } from "../../testing/fake-domain.ts";
import type { MessageCommand } from "../messages/decide-message.ts";
import type { Room } from "../room-model/room.ts";
import type { FileClaim } from "./room-files.ts";
import { Upload } from "./upload.ts";

const KB = 1024;
const LIMITS = { maxFileBytes: 100 * KB, maxRoomBytes: 250 * KB, maxBytes: 400 * KB, bytesPerHour: 1024 * KB };

function createDomain(options: FakeDomainOptions = {}) {
  const domain = createFakeDomain({ files: LIMITS, ...options });
  const { files } = domain.rooms;
  const begin = (room: Room, by: string, claim: Partial<FileClaim> = {}, visitor?: string) =>
    files.begin(room, by, visitor, { name: "a.bin", ...claim });
  const upload = async (room: Room, by: string, bytes = KB, claim: Partial<FileClaim> = {}) => {
    const begun = begin(room, by, { bytes, ...claim });
    if (begun instanceof Refusal) return begun;
    const refused = await begun.append(new Uint8Array(bytes).fill(7));
    return refused ?? (await begun.finish());
  };
  const idOf = async (room: Room, by: string, bytes?: number) => {
    const view = await upload(room, by, bytes);
    if (view instanceof Refusal) throw new Error(view.message);
    return view.id;
  };
  const submit = (room: Room, by: string, command: MessageCommand) =>
    domain.rooms.commandPipeline.submit(room, domain.rooms.actorFor(room, { id: by, name: by, avatar: null }), command);
  const say = async (room: Room, by: string, ids: string[], more: { message?: string; nonce?: string } = {}) => {
    const outcome = await submit(room, by, { type: "chat", files: ids, ...more });
    return outcome instanceof Refusal ? outcome : (JSON.parse(outcome.text) as ChatEvent);
  };
  return { ...domain, files, begin, upload, idOf, submit, say };
}

const refusal = (outcome: unknown) => (outcome instanceof Refusal ? [outcome.code, outcome.message] : outcome);
const code = (outcome: unknown) => (outcome instanceof Refusal ? outcome.code : "taken");

describe("saying files", () => {
  test("F1: a message has up to ten files, in the order it names them, and needs no words with them", async () => {
    const domain = createDomain();
    const { create, upload, idOf, say, rooms } = domain;
    const room = create();
    const picture = await upload(room, "ann", 12, { name: "../cat.gif" });
    const other = await idOf(room, "ann");
    expect(picture).toEqual({
      id: expect.stringMatching(/^[0-9a-z]{16}$/),
      name: "cat.gif",
      type: "application/octet-stream",
      bytes: 12,
      url: `api/rooms/${room.founding.code}/files/${(picture as { id: string }).id}`,
    });
    const { id } = picture as { id: string };
    const event = (await say(room, "ann", [other, id], { nonce: "n" })) as ChatEvent;
    expect([event.message, event.files?.map((file) => file.id)]).toEqual(["", [other, id]]);
    expect(rooms.ports.engine.history(room.founding.epoch).findMessage(event.id)?.files?.[1]).toEqual(picture as never);
    const eleven = await Promise.all(Array.from({ length: MAX_FILES_PER_MESSAGE + 1 }, () => idOf(room, "ann")));
    const client = await domain.join(room, "ann");
    client.send({ type: "chat", files: eleven });
    expect(client.takeFrames().at(-1)).toMatchObject({ type: "refused", code: "malformed" });
    expect(await say(room, "ann", [], {})).toMatchObject({ code: "malformed" });
  });

  test("F2: unknown files, those of another room or of somebody else, and those already said are refused", async () => {
    const { create, begin, idOf, say } = createDomain();
    const room = create();
    const [mine, theirs, elsewhere] = [await idOf(room, "ann"), await idOf(room, "bob"), await idOf(create(), "ann")];
    const begun = begin(room, "ann", { bytes: 5 }) as Upload;
    const notFound = ["not_found", "files: no such file in this room."];
    expect(refusal(await say(room, "ann", ["none"]))).toEqual(notFound);
    expect(refusal(await say(room, "ann", [elsewhere]))).toEqual(notFound);
    expect(refusal(await say(room, "ann", [mine, theirs]))).toEqual([
      "not_allowed",
      "files: uploaded by somebody else.",
    ]);
    expect(refusal(await say(room, "ann", [mine, mine]))).toEqual(["malformed", "files: names a file twice."]);
    expect(refusal(await say(room, "ann", [begun.file.id]))).toEqual(["malformed", "files: not uploaded to its end."]);
    expect(await say(room, "ann", [mine])).toMatchObject({ type: "chat" });
    expect(refusal(await say(room, "ann", [mine]))).toEqual(["malformed", "files: already in a message."]);
  });

  test("F2, H2: the same nonce says files once, and whoever may not write can't say them", async () => {
    const { create, idOf, say, submit } = createDomain();
    const room = create({ writers: "moderators" });
    const id = await idOf(room, "owner");
    const first = await say(room, "owner", [id], { nonce: "once" });
    expect(await say(room, "owner", [id], { nonce: "once" })).toEqual(first);
    const theirs = await idOf(room, "ann");
    expect(code(await submit(room, "ann", { type: "chat", files: [theirs] }))).toBe("not_allowed");
    expect(room.files?.byId.get(theirs)?.stage).toBe("staged");
  });
});

describe("limits", () => {
  test("F3: a declared size is reserved: of twenty that race for a room's last bytes, exactly those are taken that fit", async () => {
    const { create, begin, files } = createDomain();
    const room = create();
    const racing = Array.from({ length: 20 }, () => begin(room, "ann", { bytes: 60 * KB }));
    expect(racing.map(code)).toEqual([...Array(4).fill("taken"), ...Array(16).fill("room_full_of_files")]);
    expect(code(begin(room, "ann", { bytes: 10 * KB }))).toBe("taken");
    expect(code(begin(room, "ann", { bytes: 1 }))).toBe("room_full_of_files");
    expect(files.bytes).toBe(250 * KB);
    for (const one of racing) if (one instanceof Upload) one.cancel();
    expect(files.bytes).toBe(10 * KB);
    expect(code(begin(room, "ann", { bytes: 100 * KB }))).toBe("taken");
  });

  test("F3: an unknown size grows with what comes, and all rooms together have a limit", async () => {
    const { create, begin, files, upload } = createDomain();
    const rooms = [create(), create(), create()];
    const uploads = rooms.flatMap((room) => [begin(room, "ann"), begin(room, "ann")]) as Upload[];
    for (let chunk = 0; chunk < 40; chunk++) {
      expect(await uploads[chunk % 6]?.append(new Uint8Array(10 * KB))).toBeUndefined();
    }
    expect(files.bytes).toBe(400 * KB);
    expect(code(await uploads[4]?.append(new Uint8Array(1)))).toBe("server_full");
    for (const one of uploads) one.cancel();
    expect([files.bytes, rooms.map(({ files }) => files)]).toEqual([0, [undefined, undefined, undefined]]);
    expect(code(await upload(rooms[0] as Room, "ann", 100 * KB))).toBe("taken");
  });

  test("F3: a file that is too large is refused before and while it comes, and a size that lies is refused either way", async () => {
    const { create, begin, files, upload } = createDomain();
    const room = create();
    expect(refusal(await upload(room, "ann", 100 * KB + 1))).toEqual([
      "too_large",
      "A file can have 102400 bytes at most.",
    ]);
    const growing = begin(room, "ann") as Upload;
    expect(code(await growing.append(new Uint8Array(100 * KB)))).toBe("taken");
    expect(code(await growing.append(new Uint8Array(1)))).toBe("too_large");
    growing.cancel();
    const short = begin(room, "ann", { bytes: 10 }) as Upload;
    await short.append(new Uint8Array(9));
    expect(code(await short.finish())).toBe("malformed");
    expect(code(await short.append(new Uint8Array(2)))).toBe("malformed");
    expect(code(await short.append(new Uint8Array(1)))).toBe("taken");
    expect(await short.finish()).toMatchObject({ bytes: 10 });
    expect(files.bytes).toBe(10);
    const off = createDomain({ files: { ...LIMITS, maxFileBytes: 0 } });
    expect(code(off.begin(off.create(), "ann", { bytes: 0 }))).toBe("not_allowed");
  });

  test("F3: files leave space on the disk: what is reserved and not written yet counts", async () => {
    class SmallDisk extends MemoryFiles {
      free = 100 * KB;
      override freeBytes = () => this.free;
    }
    const disk = new SmallDisk();
    const { create, begin } = createDomain({ fileStorage: disk });
    const room = create();
    const first = begin(room, "ann", { bytes: 60 * KB }) as Upload;
    expect(code(begin(room, "ann", { bytes: 60 * KB }))).toBe("server_full");
    await first.append(new Uint8Array(60 * KB));
    disk.free -= 60 * KB;
    expect(code(begin(room, "ann", { bytes: 40 * KB + 1 }))).toBe("server_full");
    const second = begin(room, "ann", { bytes: 40 * KB }) as Upload;
    const takeBack = (await second.mark()) as () => void;
    await second.append(new Uint8Array(40 * KB));
    takeBack();
    expect([code(begin(room, "ann", { bytes: 1 })), second.receivedBytes]).toEqual(["server_full", 0]);
    second.cancel();
    expect(code(begin(room, "ann", { bytes: 40 * KB }))).toBe("taken");
  });

  test("F4: a visitor uploads so much in an hour; what never came is given back, and a small file counts 64 KiB", async () => {
    const { create, begin, clock } = createDomain({
      files: { ...LIMITS, maxRoomBytes: 400 * KB, bytesPerHour: 256 * KB },
    });
    const room = create();
    const first = begin(room, "ann", { bytes: 100 * KB }, "home") as Upload;
    const second = begin(room, "ann", { bytes: 100 * KB }, "home") as Upload;
    expect(begin(room, "bob", { bytes: 100 * KB }, "home")).toMatchObject({
      code: "slow_down",
      retryAfterMs: Math.ceil((44 / 256) * 3_600_000),
    });
    await second.append(new Uint8Array(64 * KB));
    first.cancel();
    second.cancel();
    const tiny = [1, 2].map(() => begin(room, "bob", { bytes: 1 }, "home"));
    expect([...tiny.map(code), code(begin(room, "bob", { bytes: 1 }, "home"))]).toEqual([
      "taken",
      "taken",
      "slow_down",
    ]);
    expect(code(begin(room, "bob", { bytes: 1 }, "elsewhere"))).toBe("taken");
    clock.now += 3_600_000;
    expect(code(begin(room, "bob", { bytes: 100 * KB }, "home"))).toBe("taken");
  });

  test("F5: files that no message took are removed after 10 minutes, and a member has 100 of them at most", async () => {
    const { advance, create, files, idOf, say, begin, upload } = createDomain();
    const room = create();
    const [kept, lost] = [await idOf(room, "ann"), await idOf(room, "ann")];
    await say(room, "ann", [kept]);
    const halfOpen = begin(room, "ann", { bytes: 20 }) as Upload;
    advance(UNSAID_FILE_TTL_MS - 1000);
    await halfOpen.append(new Uint8Array(10));
    advance(1000);
    expect([...(room.files?.byId.keys() ?? [])]).toEqual([kept, halfOpen.file.id]);
    expect(refusal(await say(room, "ann", [lost]))).toEqual(["not_found", "files: no such file in this room."]);
    advance(UNSAID_FILE_TTL_MS);
    expect([files.bytes, await halfOpen.append(new Uint8Array(1))]).toEqual([KB, expect.any(Refusal)]);
    for (let n = 0; n < MAX_UNSAID_FILES; n++) expect(code(await upload(room, "ann", 1))).toBe("taken");
    expect(code(await upload(room, "ann", 1))).toBe("room_full_of_files");
    expect(code(await upload(room, "bob", 1))).toBe("taken");
    const [own] = room.files?.unsaid ?? [];
    expect([files.discard(room, own?.id ?? "", "bob"), files.discard(room, own?.id ?? "", "ann")]).toEqual([
      false,
      true,
    ]);
    expect(files.discard(room, kept, "ann")).toBe(false);
  });

  test("F45: a visitor has a thousand files that no message has, in all rooms together", async () => {
    const { create, begin, idOf, say, files } = createDomain({ files: { ...LIMITS, bytesPerHour: 1 << 30 } });
    const rooms = [create(), create()];
    const uploads = Array.from({ length: 1000 }, (_, n) => begin(rooms[n % 2] as Room, `m${n >> 6}`, {}, "home"));
    expect(uploads.map(code)).toEqual(Array(1000).fill("taken"));
    const [room] = rooms as [Room];
    expect(code(begin(room, "ann", {}, "home"))).toBe("slow_down");
    expect(code(begin(room, "ann", {}, "elsewhere"))).toBe("taken");
    const [first, second] = uploads as [Upload, Upload];
    first.cancel();
    expect(code(begin(room, "ann", {}, "home"))).toBe("taken");
    expect(code(begin(room, "ann", {}, "home"))).toBe("slow_down");
    await second.finish();
    await say(rooms[1] as Room, "m0", [second.file.id]);
    expect(code(begin(room, "ann", {}, "home"))).toBe("taken");
    expect(code(begin(room, "ann", {}, "home"))).toBe("slow_down");
    expect([await idOf(room, "ann"), files.bytes > 0]).toEqual([expect.any(String), true]);
  });

  test("F7: an upload that is removed while the server looks what it is, is answered as gone", async () => {
    const inspecting = Promise.withResolvers<void>();
    const going = Promise.withResolvers<void>();
    class SlowToInspect extends MemoryFiles {
      override inspect = async () => {
        inspecting.resolve();
        await going.promise;
        return { type: "text/plain" };
      };
    }
    const { create, begin, files } = createDomain({ fileStorage: new SlowToInspect() });
    const room = create();
    const upload = begin(room, "ann", { bytes: 0 }) as Upload;
    const finished = upload.finish();
    await inspecting.promise;
    expect(files.discard(room, upload.file.id, "ann")).toBe(true);
    going.resolve();
    expect(code(await finished)).toBe("not_found");
  });
});

describe("the end of files", () => {
  test("F6: deleting a message deletes its files, a wipe all of the member's", async () => {
    const { create, files, idOf, say, submit, rooms } = createDomain();
    const room = create();
    const [one, two, three] = [await idOf(room, "ann"), await idOf(room, "ann"), await idOf(room, "bob")];
    const event = (await say(room, "ann", [one])) as ChatEvent;
    await say(room, "ann", [two]);
    await say(room, "bob", [three]);
    const file = room.files?.byId.get(one);
    const reader = await file?.content.open();
    await submit(room, "ann", { type: "react", id: event.id, emoji: "👍" });
    await submit(room, "ann", { type: "edit", id: event.id, message: "A caption" });
    expect(rooms.ports.engine.history(room.founding.epoch).findMessage(event.id)?.files).toHaveLength(1);
    await submit(room, "ann", { type: "delete", id: event.id });
    expect(rooms.ports.engine.history(room.founding.epoch).findMessage(event.id)).toMatchObject({ deleted: true });
    expect(rooms.ports.engine.history(room.founding.epoch).findMessage(event.id)?.files).toBeUndefined();
    expect(files.find(room, one, "ann")).toBeUndefined();
    expect(() => reader?.read(0, 10)).toThrow("gone");
    const owner = rooms.actorFor(room, { id: "owner", name: "Owner", avatar: null });
    await rooms.commandPipeline.submit(room, owner, { type: "moderate", action: "wipe", userId: "ann" });
    expect([...(room.files?.byId.keys() ?? [])]).toEqual([three]);
    expect(files.bytes).toBe(KB);
  });

  test("F6: files go with their message when history drops it, and with their room, also those on their way", async () => {
    const { create, files, idOf, say, begin, rooms } = createDomain({ historyEvents: 3 });
    const room = create();
    const ids: string[] = [];
    for (let n = 0; n < 5; n++) {
      const id = await idOf(room, "ann");
      await say(room, "ann", [id]);
      ids.push(id);
    }
    expect([...(room.files?.byId.keys() ?? [])]).toEqual(ids.slice(2));
    const onItsWay = begin(room, "ann", { bytes: 10 }) as Upload;
    const staged = await idOf(room, "ann");
    rooms.end(room, "ended");
    expect([files.bytes, room.files, files.find(room, staged, "ann")]).toEqual([0, undefined, undefined]);
    expect(code(await onItsWay.append(new Uint8Array(1)))).toBe("not_found");
    expect(code(begin(room, "ann"))).toBe("ended");
  });
});
