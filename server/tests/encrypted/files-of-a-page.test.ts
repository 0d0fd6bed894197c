// The page's own code seals files, uploads them to a real server, and reads them back, while the way between them breaks and lies.
import { describe, expect, test } from "bun:test";
import { createFileRegister } from "../../../web/src/e2ee/worker/file-register.ts";
import { createFileJobs } from "../../../web/src/encrypted-files/file-jobs.ts";
import { createFileReading, NotReadable } from "../../../web/src/encrypted-files/file-reading.ts";
import { createSealedUpload } from "../../../web/src/encrypted-files/sealed-upload.ts";
import type { UploadRequest, UploadState } from "../../../web/src/files/upload.ts";
import { toBase64url } from "../../protocol/e2ee/bytes.ts";
import { FILE_HEADER_BYTES, SEALED_CHUNK_BYTES } from "../../protocol/e2ee/file-layout.ts";
import type { EpochKeys } from "../../protocol/e2ee/key-schedule.ts";
import type { FileView } from "../../protocol/frames.ts";
import { hostEncryptedRoom, joinEncrypted } from "../../testing/encrypted-client.ts";
import { rekeyed, say } from "../../testing/encrypted-room.ts";
import { startTestServer, type TestServer } from "../../testing/test-server.ts";
import { randomBytes } from "../../testing/upload-client.ts";

const CODE = "secret-place";
const NAME = "holiday canary.bin";
/** Three sealed chunks and a bit. */
const BYTES = 210_000;

type Change = (bytes: Uint8Array<ArrayBuffer>) => Uint8Array;

/** A room, one page that sends, and one that came later. */
async function start(server: TestServer) {
  const { room, ownerToken } = await hostEncryptedRoom(server);
  const alice = await joinEncrypted(server, room, { token: ownerToken });
  const store = new Map<string, string>();
  const register = () =>
    createFileRegister({ get: (key) => store.get(key), set: (key, value) => void store.set(key, value) }, "files");
  const sender = register();
  const requests: string[] = [];
  /** Does something else in place of a request, the network's way. */
  let trouble: ((request: UploadRequest) => Promise<unknown>) | undefined;

  async function request(request: UploadRequest) {
    const { method, path, headers, body } = request;
    requests.push(method);
    await trouble?.(request);
    const init = { method, headers: { ...headers, authorization: `Bearer ${alice.token}` }, ...(body && { body }) };
    const response = await fetch(server.client.address(path), init);
    const text = await response.text();
    return {
      status: response.status,
      header: (name: string) => response.headers.get(name),
      refusal: response.ok ? undefined : (JSON.parse(text || "{}").error ?? { code: "internal", message: "" }),
    };
  }

  const send = (content: Blob, name = NAME) =>
    new Promise<UploadState>((resolve) => {
      const jobs = createFileJobs({ fetch, random: room.random });
      const ports = { request, waitForNetwork: async () => {}, jobs, newestFileKeys: async () => room.keys };
      const file = { name, type: "text/html", content: async () => content };
      createSealedUpload(
        { ...ports, uploaded: (mention) => sender.uploaded(mention) },
        CODE,
        file,
        (state) => (state.is === "done" || state.is === "failed") && resolve(state),
      ).start();
    });

  async function say_(ids: readonly string[]): Promise<readonly FileView[]> {
    const body = { text: "", files: sender.mentionsOf(ids) };
    const { envelope } = say(room, alice.writer, body, { clear: { class: "chat", files: ids } });
    alice.socket.send({ type: "chat", sealed: toBase64url(envelope), files: ids });
    return (await alice.socket.next("chat")).files;
  }

  /** Reads as somebody who came later; what the server sends is changed on its way. */
  function reader(
    change: Change = (bytes) => bytes,
    status?: number,
    [newest, ...older]: readonly EpochKeys[] = [room.keys],
  ) {
    const jobs = createFileJobs({
      random: room.random,
      async fetch(url, init) {
        const headers = { ...(init.headers as Record<string, string>), authorization: `Bearer ${alice.token}` };
        const response = await fetch(server.client.address(url), { ...init, headers });
        const [, from] = /bytes (\d+)-/.exec(response.headers.get("content-range") ?? "") ?? [];
        const bytes = new Uint8Array(await response.arrayBuffer());
        const whole = new Uint8Array(Math.max(Number(from) + bytes.length, 2_000_000));
        whole.set(bytes, Number(from));
        const changed = change(whole).slice(Number(from), Number(from) + bytes.length);
        return new Response(changed as BodyInit, { status: status ?? response.status });
      },
    });
    const known = createFileRegister({ get: () => undefined, set: () => {} }, "files");
    const reading = createFileReading({
      jobs,
      newestFileKeys: async () => newest ?? room.keys,
      fileKeys: async (keyEpoch) => older.find((keys) => keys.keyEpoch === keyEpoch),
      mention: known.mention,
      addressOf: async (url) => url,
      waitForNetwork: async () => {},
    });
    async function read({ id, url, bytes }: FileView, from = 0, to = Number.POSITIVE_INFINITY): Promise<unknown> {
      try {
        const file = await reading.open({ id, url, sealedBytes: bytes });
        const parts: Uint8Array<ArrayBuffer>[] = [];
        for await (const part of file.read(from, to, new AbortController().signal)) parts.push(part);
        return new Uint8Array(await new Blob(parts).arrayBuffer());
      } catch (error) {
        return error instanceof NotReadable ? error.problem : error;
      }
    }
    return { known, read };
  }

  return {
    token: ownerToken,
    room,
    sender,
    requests,
    send,
    say: say_,
    reader,
    interfere: (given: typeof trouble) => {
      trouble = given;
    },
  };
}

const idOf = (state: UploadState) => (state.is === "done" ? state.id : "");

describe("a file of an encrypted room", () => {
  test("E70, E72: is sealed, uploaded, and read by who comes later, whole and in parts; the server knows its size alone", async () => {
    await using server = await startTestServer();
    const { sender, send, say, reader } = await start(server);
    const content = randomBytes(BYTES);
    const id = idOf(await send(new Blob([content])));
    const files = await say([id]);
    expect(JSON.stringify(files)).not.toContain("holiday");
    expect(files[0]).toMatchObject({ name: "file", type: "application/octet-stream" });
    const { known, read } = reader();
    const [shown] = known.read(files, sender.mentionsOf([id]));
    expect(shown).toMatchObject({ id, name: NAME, type: "text/html", bytes: BYTES });
    const file = files[0] as FileView;
    expect(await read(file)).toEqual(content);
    for (const [from, to] of [
      [0, 1],
      [64_511, 64_513],
      [BYTES - 3, BYTES + 9],
      [130_000, 130_000],
    ] as const)
      expect(await read(file, from, to)).toEqual(content.slice(from, to));
  });

  test("E70: goes on after breaks with the same bytes, and begins anew under another key where the server forgot it", async () => {
    await using server = await startTestServer();
    const { token, sender, send, say, reader, interfere, requests } = await start(server);
    const content = randomBytes(11_000_000);
    const parts: { offset: number; bytes: Uint8Array }[] = [];
    const headers = { "tus-resumable": "1.0.0" };
    interfere(async ({ method, path, body, headers: { "Upload-Offset": offset } }) => {
      if (method !== "PATCH" || body === undefined) return;
      parts.push({ offset: Number(offset), bytes: new Uint8Array(await body.arrayBuffer()) });
      // What the server has is removed behind the page's back.
      if (parts.length === 3) await server.client.fetch("DELETE", path, { token, headers });
      if (parts.length === 1 || parts.length === 5) throw new Error("the connection broke before anything arrived");
    });
    const id = idOf(await send(new Blob([content])));
    expect(requests.join(" ")).toBe("POST PATCH HEAD PATCH PATCH POST PATCH PATCH HEAD PATCH PATCH");
    expect(parts.map(({ offset }) => offset / 5_000_000)).toEqual([0, 0, 1, 0, 1, 1, 2]);
    expect(parts[1]?.bytes).toEqual(parts[0]?.bytes as Uint8Array);
    expect(parts[5]?.bytes).toEqual(parts[4]?.bytes as Uint8Array);
    // Of two seals of one content, not a block is the same.
    expect(parts[3]?.bytes.slice(0, 64)).not.toEqual(parts[0]?.bytes.slice(0, 64) as Uint8Array);
    const files = await say([id]);
    const { known, read } = reader();
    known.read(files, sender.mentionsOf([id]));
    const got = (await read(files[0] as FileView)) as Uint8Array;
    expect(Bun.hash(got)).toBe(Bun.hash(content));
  });

  test("E73: with a bit changed in any chunk, cut, exchanged or in another order, nothing of it is shown", async () => {
    await using server = await startTestServer();
    const { sender, send, say, reader } = await start(server);
    const [one, other] = [randomBytes(BYTES), randomBytes(BYTES)];
    const ids = [idOf(await send(new Blob([one]))), idOf(await send(new Blob([other])))];
    const files = await say(ids);
    const [first, second] = files as [FileView, FileView];
    const said = sender.mentionsOf(ids);
    const chunk = (at: number) => FILE_HEADER_BYTES + at * SEALED_CHUNK_BYTES;
    const flip =
      (at: number): Change =>
      (bytes) => {
        bytes[at] = (bytes[at] ?? 0) ^ 1;
        return bytes;
      };
    const exchange: Change = (bytes) => {
      const taken = bytes.slice(chunk(1), chunk(2));
      bytes.copyWithin(chunk(1), chunk(2), chunk(3));
      bytes.set(taken, chunk(2));
      return bytes;
    };
    const places = [0, 1, 5, ...[0, 1, 2, 3].flatMap((at) => [chunk(at), chunk(at) + 9_000, chunk(at + 1) - 1])];
    for (const change of [...places.filter((at) => at < first.bytes).map(flip), exchange]) {
      const { known, read } = reader(change);
      known.read(files, said);
      const got = await read(first);
      expect(got === "damaged" || got === "noKey").toBe(true);
    }
    // The server hands out another file of the room, or says that it is of another size.
    const { known, read } = reader();
    known.read(files, said);
    expect(await read({ ...first, url: second.url })).toBe("damaged");
    expect(await read({ ...first, bytes: first.bytes - 1 })).toBe("damaged");
    expect(await read({ ...first, bytes: first.bytes + 1 })).not.toBeInstanceOf(Uint8Array);
    expect(await read(first)).toEqual(one);
    // Its author's message says otherwise than the file.
    for (const about of [{ name: "x" }, { type: "image/png" }, { bytes: 5 }, { width: 1, height: 1 }]) {
      const lied = reader();
      const [mention] = said;
      if (mention?.about === undefined) throw new Error("the message says nothing of its file");
      lied.known.read(files, [{ ...mention, about: { ...mention.about, ...about } }]);
      expect(await lied.read(first)).toBe("damaged");
    }
  });

  test("E73: what isn't there for now, or for good, or under a key of another time, is told apart from damage", async () => {
    await using server = await startTestServer();
    const { room, send, say, reader } = await start(server);
    const [file] = (await say([idOf(await send(new Blob(["x"])))])) as [FileView];
    expect(await reader(undefined, 502).read(file)).toBe("unreachable");
    expect(await reader(undefined, 404).read(file)).toBe("gone");
    expect(await reader(undefined, 403).read(file)).toBe("unreachable");
    const later = rekeyed(room);
    expect(await reader(undefined, undefined, [later.keys]).read(file)).toBe("noKey");
    expect(await reader(undefined, undefined, [later.keys, room.keys]).read(file)).toEqual(new Uint8Array([120]));
  });
});
