import { describe, expect, test } from "bun:test";
import { createRoot, createSignal } from "solid-js";
import { UNSAID_FILE_TTL_MS } from "#protocol/limits";
import { createExpectedFiles } from "../sync/staged-files.ts";
import { type Attachment, type AttachmentPorts, createAttachments } from "./attachments.ts";
import type { UploadAnswer, UploadRequest } from "./upload.ts";

const MB = 1024 * 1024;
const file = (name: string, bytes = 3) => new File([new Uint8Array(bytes)], name, { type: "text/plain" });
/** Lets everything that is ready happen. */
const settle = () => new Promise<void>((resolve) => setTimeout(resolve));

/** A store on a server that answers at once, or, while it is held, not at all. */
function setUp(
  limits = { bytes: 0, maxBytes: 10 * MB, maxFileBytes: MB },
  limitsKnown = Promise.resolve(),
  more: Partial<AttachmentPorts> = {},
) {
  let now = 0;
  let uploads = 0;
  let isHeld = false;
  const requests: string[] = [];
  const held: (() => void)[] = [];
  const [unconfirmed, setUnconfirmed] = createSignal<readonly string[]>([]);
  let dispose = () => {};
  async function request({ method, path, headers, body }: UploadRequest): Promise<UploadAnswer> {
    requests.push(`${method} ${path.split("/").at(-1)}`);
    if (isHeld) await new Promise<void>((resolve) => held.push(resolve));
    if (method === "POST") uploads += 1;
    const offset = Number(headers["Upload-Offset"] ?? 0) + (body?.size ?? 0);
    const answers: Record<string, string> = { location: `/x/file${uploads}`, "upload-offset": String(offset) };
    return { status: 204, header: (name) => answers[name] ?? null, refusal: undefined };
  }
  const store = createRoot((end) => {
    dispose = end;
    return createAttachments({
      code: "abc",
      now: () => now,
      fetchLimits: async () => {
        await limitsKnown;
        return limits;
      },
      strip: async (given) => given,
      preview: URL.createObjectURL,
      unconfirmed,
      request,
      waitForNetwork: async () => {},
      ...more,
    });
  });
  return {
    ...store,
    dispose,
    requests,
    setUnconfirmed,
    names: () => store.list().map((attachment) => attachment.file.name),
    states: () => store.list().map((attachment) => attachment.state().is),
    at: (place: number) => store.list()[place] as Attachment,
    wait: (ms: number) => {
      now += ms;
    },
    hold: () => {
      isHeld = true;
    },
    release: () => {
      isHeld = false;
      for (const go of held.splice(0)) go();
    },
  };
}

describe("attached files", () => {
  test("E70, E71: of an encrypted room come with their thumbnails while there is room, and stale ones are sent anew", async () => {
    let isStale = false;
    const { add, at, staged } = setUp(undefined, undefined, {
      alongside: (id) => [`small-${id}`],
      isStale: () => isStale,
    });
    await add(["a", "b"].map((name) => file(name)));
    await settle();
    isStale = true;
    expect(staged.take(() => {})).toBeUndefined();
    isStale = false;
    await settle();
    expect([at(0), at(1)].map((one) => one.state())).toEqual([
      { is: "done", id: "file3" },
      { is: "done", id: "file4" },
    ]);
    expect(staged.take(() => {})).toEqual(["file3", "file4", "small-file3", "small-file4"]);
    await add(Array.from({ length: 9 }, (_, place) => file(`${place}`)));
    for (let turn = 0; turn < 9; turn++) await settle();
    expect(staged.take(() => {})?.slice(8)).toEqual(["file13", "small-file5"]);
  });

  test("F31: can be put in another order, and a message takes them in it, once", async () => {
    const { add, at, move, names, staged } = setUp();
    await add([file("a"), file("b")]);
    await add([file("c")]);
    await settle();
    await settle();
    move(at(2), -1);
    move(at(0), -1);
    expect(names()).toEqual(["a", "c", "b"]);
    const ids = staged.take(() => {});
    expect(ids).toHaveLength(3);
    expect(new Set(ids).size).toBe(3);
    expect(staged.count()).toBe(0);
    expect(staged.take(() => {})).toEqual([]);
  });

  test("F32: two are uploaded at a time; what is removed is removed on the server", async () => {
    const { add, at, hold, release, remove, requests, states } = setUp();
    hold();
    await add([file("a"), file("b"), file("c")]);
    await settle();
    expect(states()).toEqual(["sending", "sending", "queued"]);
    release();
    await settle();
    await settle();
    expect(states()).toEqual(["done", "done", "done"]);
    remove(at(1));
    await settle();
    expect(requests.filter((request) => request.startsWith("DELETE"))).toHaveLength(1);
  });

  test("F32: a message that is sent before all are up goes when they are, unless something changes", async () => {
    for (const isChanged of [false, true]) {
      const { add, hold, isSendingWhenReady, release, staged } = setUp();
      hold();
      await add([file("a")]);
      let sent = 0;
      expect(
        staged.take(() => {
          sent += 1;
        }),
      ).toBeUndefined();
      expect(isSendingWhenReady()).toBe(true);
      if (isChanged) staged.cancelSending();
      release();
      await settle();
      await settle();
      expect(sent).toBe(isChanged ? 0 : 1);
    }
  });

  test("F48: files count from the moment they are attached, and nothing of them is sent before it is known what fits", async () => {
    for (const [bytes, sentAtLast] of [
      [3, 1],
      [MB + 1, 0],
    ] as const) {
      const known = Promise.withResolvers<void>();
      const { add, names, requests, staged } = setUp(undefined, known.promise);
      const adding = add([file("a", bytes)]);
      const addingMore = add([file("b")]);
      expect([names(), staged.count()]).toEqual([["a", "b"], 2]);
      let sent = 0;
      expect(
        staged.take(() => {
          sent += 1;
        }),
      ).toBeUndefined();
      await settle();
      expect([sent, requests]).toEqual([0, []]);
      known.resolve();
      await Promise.all([adding, addingMore]);
      await settle();
      await settle();
      expect(sent).toBe(sentAtLast);
      // The message would lack one of its files.
      expect(names()).toEqual(bytes === 3 ? ["a", "b"] : ["b"]);
    }
  });

  test("F48: a message sent while the code for its files is loaded is held, and goes with them", () => {
    const expected = createExpectedFiles();
    let sent = 0;
    const sendLater = () => {
      sent += 1;
    };
    expect([expected.count(), expected.maySend(), expected.take(sendLater)]).toEqual([1, true, undefined]);
    expected.sendHeld();
    expected.sendHeld();
    expect(sent).toBe(1);
    expected.take(sendLater);
    expected.cancelSending();
    expected.sendHeld();
    expect(sent).toBe(1);
  });

  test("F32: one that is paused keeps the message from being sent, and goes on", async () => {
    const { add, at, hold, pause, release, resume, staged, states } = setUp();
    hold();
    await add([file("a")]);
    pause(at(0));
    release();
    await settle();
    expect(states()).toEqual(["paused"]);
    expect(staged.maySend()).toBe(false);
    resume(at(0));
    await settle();
    await settle();
    expect(states()).toEqual(["done"]);
    expect(staged.maySend()).toBe(true);
  });

  test("F32: no more than two are uploaded at a time, also after pauses and when several are uploaded anew", async () => {
    const { add, hold, list, pause, release, resume, staged, states, wait } = setUp();
    hold();
    await add([file("a"), file("b"), file("c"), file("d")]);
    for (const attachment of list()) pause(attachment);
    for (const attachment of list()) resume(attachment);
    expect(states()).toEqual(["sending", "sending", "queued", "queued"]);
    release();
    await settle();
    await settle();
    await settle();
    expect(states()).toEqual(["done", "done", "done", "done"]);
    wait(UNSAID_FILE_TTL_MS);
    hold();
    staged.take(() => {});
    expect(states()).toEqual(["sending", "sending", "queued", "queued"]);
  });

  test("F34: a picture that was sent is shown from this page only until the server has its message", async () => {
    const { add, sentFile, setUnconfirmed, staged } = setUp();
    const isReadable = (address = "") =>
      fetch(address).then(
        ({ ok }) => ok,
        () => false,
      );
    await add([file("a"), file("b")]);
    await settle();
    const [a = "", b = ""] = staged.take(() => {}) ?? [];
    setUnconfirmed([a, b]);
    const [first, second] = [sentFile(a)?.preview, sentFile(b)?.preview];
    expect([await isReadable(first), await isReadable(second)]).toEqual([true, true]);
    setUnconfirmed([b]);
    expect([sentFile(a), sentFile(b)?.file.name]).toEqual([undefined, "b"]);
    expect([await isReadable(first), await isReadable(second)]).toEqual([false, true]);
  });

  test("F49: nothing is uploaded for a room that was left, whatever was under way", async () => {
    const known = Promise.withResolvers<void>();
    const { add, dispose, list, requests } = setUp(undefined, known.promise);
    const adding = add([file("a"), file("b")]);
    dispose();
    known.resolve();
    await adding;
    await settle();
    expect([list(), requests]).toEqual([[], []]);
    const busy = setUp();
    busy.hold();
    await busy.add([file("a"), file("b"), file("c")]);
    await settle();
    const before = busy.requests.length;
    busy.dispose();
    busy.release();
    await settle();
    await settle();
    expect(busy.requests.slice(before)).toEqual([]);
  });

  test("F32: one that the server may have removed meanwhile is uploaded anew before it is sent", async () => {
    const { add, requests, staged, wait } = setUp();
    await add([file("a")]);
    await settle();
    wait(UNSAID_FILE_TTL_MS);
    let sent = 0;
    expect(
      staged.take(() => {
        sent += 1;
      }),
    ).toBeUndefined();
    await settle();
    await settle();
    expect(sent).toBe(1);
    expect(requests.filter((request) => request === "POST uploads")).toHaveLength(2);
  });

  test("F33: what is too large, doesn't fit or is one too many is told, and nothing of it is sent", async () => {
    const { add, names, problems, requests } = setUp({ bytes: 9 * MB, maxBytes: 10 * MB, maxFileBytes: MB });
    await add([file("large", MB + 1), file("fits", MB - 10), file("more", 20)], true);
    expect(problems()).toEqual([
      { is: "folder" },
      { is: "tooLarge", name: "large", bytes: MB },
      { is: "roomIsFull", name: "more", bytes: 10 },
    ]);
    expect(names()).toEqual(["fits"]);
    await settle();
    expect(requests[0]).toBe("POST uploads");
    const off = setUp({ bytes: 0, maxBytes: 0, maxFileBytes: 0 });
    await off.add([file("a"), file("b")]);
    expect(off.problems()).toEqual([{ is: "noFiles" }]);
    const many = setUp();
    await many.add(Array.from({ length: 12 }, (_, at) => file(String(at))));
    expect(many.problems()).toEqual([{ is: "tooMany", max: 10 }]);
    expect(many.names()).toHaveLength(10);
  });
});
