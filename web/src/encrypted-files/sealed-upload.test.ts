import { describe, expect, test } from "bun:test";
import type { FileMention } from "#protocol/e2ee/event-body";
import { sealedFileBytes } from "#protocol/e2ee/file-layout";
import { createEncryptedRoom } from "../../../server/testing/encrypted-room.ts";
import type { UploadAnswer, UploadRequest, UploadState } from "../files/upload.ts";
import { limitsOf } from "./content-limits.ts";
import { createFileJobs } from "./file-jobs.ts";
import { createSealedUpload } from "./sealed-upload.ts";

const { keys, random } = createEncryptedRoom();

/** An upload of a picture, to a server that keeps the names it is told and how much it got. */
function setUp(
  content: () => Promise<Blob>,
  trouble: (request: UploadRequest) => UploadAnswer | undefined = () => undefined,
) {
  const got: number[] = [];
  const names: string[] = [];
  const removed: string[] = [];
  const uploaded: FileMention[] = [];
  const states: UploadState[] = [];
  const answer = (headers: Record<string, string>, refusal?: UploadAnswer["refusal"]): UploadAnswer => ({
    status: refusal ? 409 : 204,
    header: (name) => headers[name] ?? null,
    refusal,
  });
  async function request(request: UploadRequest): Promise<UploadAnswer> {
    const { method, path, headers, body } = request;
    const instead = trouble(request);
    if (instead !== undefined) return instead;
    const at = Number(path.split("file").at(-1)) - 1;
    if (method === "POST") {
      names.push(atob(/filename (\S+)/.exec(headers["Upload-Metadata"] ?? "")?.[1] ?? ""));
      return answer({ location: `x/file${got.push(0)}` });
    }
    if (method === "DELETE") removed.push(`file${at + 1}`);
    if (method === "PATCH") got[at] = (got[at] ?? 0) + (body?.size ?? 0);
    return answer({ "upload-offset": String(got[at]) });
  }
  let told = () => {};
  const jobs = createFileJobs({ fetch, random });
  const upload = createSealedUpload(
    {
      request,
      waitForNetwork: async () => {},
      // A browser draws the thumbnail; here it is given.
      jobs: {
        ...jobs,
        prepare: async (blob, about) => ({
          ...(await jobs.prepare(blob, about)),
          thumbnail: new Blob(["small"], { type: "image/jpeg" }),
        }),
      },
      newestFileKeys: async () => keys,
      uploaded: (file) => uploaded.push(file),
    },
    "abc",
    { name: "sea.jpg", type: "image/jpeg", content },
    (state) => {
      states.push(state);
      told();
    },
  );
  const until = (is: UploadState["is"]) =>
    new Promise<void>((resolve) => {
      told = () => states.at(-1)?.is === is && resolve();
      told();
    });
  return { upload, until, got, names, removed, uploaded, states, answer };
}

describe("the upload of an encrypted file", () => {
  test("E70, E71: sends the picture and a small one, both sealed, and is done when both are there", async () => {
    const { upload, until, got, names, uploaded, states } = setUp(async () => new Blob(["picture".repeat(1000)]));
    upload.start();
    await until("done");
    expect(states.at(-1)).toEqual({ is: "done", id: "file1" });
    expect(got).toEqual([sealedFileBytes(7000), sealedFileBytes(5)]);
    expect(names).toEqual(["file", "file"]);
    const about = { name: "sea.jpg", type: "image/jpeg", bytes: 7000 };
    const salt = expect.stringMatching(/^[\w-]{43}$/);
    expect(uploaded).toEqual([{ id: "file1", salt, about, thumbnail: { id: "file2", salt } }]);
  });

  test("E71: without a thumbnail the picture is sent all the same", async () => {
    let posts = 0;
    const { upload, until, uploaded, answer } = setUp(
      async () => new Blob(["picture"]),
      ({ method }) =>
        method === "POST" && ++posts === 2 ? answer({}, { code: "room_full_of_files", message: "" }) : undefined,
    );
    upload.start();
    await until("done");
    expect(uploaded).toHaveLength(1);
    expect(uploaded[0]?.thumbnail).toBeUndefined();
  });

  test("E70: what couldn't be read is sealed anew when it is tried again, and what came of it is removed", async () => {
    let isReadable = true;
    const blob = new Blob([new Uint8Array(7_000_000)]);
    const slice = blob.slice.bind(blob);
    blob.slice = (from = 0, to = 0) => {
      if (!isReadable) throw new Error("it was changed on the disk");
      if (from > 4_000_000) isReadable = false;
      return slice(from, to);
    };
    const { upload, until, got, removed, uploaded, states } = setUp(async () => blob);
    upload.start();
    await until("failed");
    expect(states.at(-1)).toMatchObject({ refusal: { message: "unreadable" } });
    blob.slice = slice;
    upload.start();
    await until("done");
    expect(removed).toEqual(["file1"]);
    expect(got[1]).toBe(sealedFileBytes(7_000_000));
    expect(uploaded.map(({ id }) => id)).toEqual(["file2"]);
  });

  test("F49: one that is given up sends and says nothing more", async () => {
    const { upload, uploaded, states, removed } = setUp(async () => new Blob(["picture"]));
    upload.start();
    upload.cancel();
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setTimeout(resolve));
    expect([uploaded, removed]).toEqual([[], []]);
    expect(states.filter(({ is }) => is === "done")).toEqual([]);
  });
});

test("E70: limits say what a file can have before it is sealed", () => {
  for (const max of [0, 4000, 4154, 100_000, 104_857_600]) {
    const { maxFileBytes, maxBytes, bytes } = limitsOf({ bytes: 1000, maxBytes: 1000 + max, maxFileBytes: max });
    expect(bytes).toBe(1000);
    expect(maxBytes - bytes).toBe(maxFileBytes);
    if (maxFileBytes > 0) expect(sealedFileBytes(maxFileBytes)).toBeLessThanOrEqual(max);
    if (max > 5000) expect(sealedFileBytes(maxFileBytes + 1)).toBeGreaterThan(max);
  }
});
