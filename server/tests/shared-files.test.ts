// Files on servers that share a Redis: uploaded by way of any of them, read from any, gone from all.
import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ChatEvent, FileView } from "#protocol/frames";
import type { Room } from "../chat/room-model/room.ts";
import { toBase64url } from "../protocol/e2ee/bytes.ts";
import { sealedFileBytes } from "../protocol/e2ee/file-layout.ts";
import { hostEncryptedRoom, joinEncrypted } from "../testing/encrypted-client.ts";
import { say as sayIn } from "../testing/encrypted-room.ts";
import { RedisServer, redisServer } from "../testing/redis-servers.ts";
import { S3Server } from "../testing/s3-server.ts";
import { SharedNodes } from "../testing/shared-nodes.ts";
import { createUploads, json, PNG, randomBytes } from "../testing/upload-client.ts";

const redis = new RedisServer();
const s3 = new S3Server();
const nodes = new SharedNodes(redis);
const folder = mkdtempSync(join(tmpdir(), "mayfly-nodes-files-"));
type Node = Awaited<ReturnType<SharedNodes["start"]>>;

const TUS = { "tus-resumable": "1.0.0" };
const KB = 1024;

const read = ({ node }: Node, { url }: FileView, token: string, headers: Record<string, string> = {}) =>
  fetch(node.client.address(url), { headers: { authorization: `Bearer ${token}`, ...headers } });
const bytesOf = async (response: Response) => Buffer.from(await response.arrayBuffer());
const say = async ({ node }: Node, room: string, token: string, body: object) => {
  const answer = await node.ask("POST", `api/rooms/${room}/messages`, { token, body });
  return answer.status < 300 ? (answer.body as ChatEvent) : answer.body.error.code;
};
const put = async ({ client }: Node, room: string, token: string, name: string, body: Uint8Array<ArrayBuffer>) =>
  (await json(createUploads(client).put(room, name, body, token))).file as FileView;
const patch = (
  { client }: Node,
  room: string,
  id: string,
  token: string,
  offset: number,
  body: Uint8Array<ArrayBuffer>,
) =>
  fetch(client.address(`api/rooms/${room}/uploads/${id}`), {
    method: "PATCH",
    body,
    headers: {
      ...TUS,
      authorization: `Bearer ${token}`,
      "content-type": "application/offset+octet-stream",
      "upload-offset": `${offset}`,
    },
  });
const offsetOf = async ({ node }: Node, room: string, id: string, token: string) => {
  const { status, headers } = await node.ask("HEAD", `api/rooms/${room}/uploads/${id}`, { token, headers: TUS });
  return status === 200 ? Number(headers.get("upload-offset")) : status;
};
const beginUpload = async ({ node }: Node, room: string, token: string, bytes: number) => {
  const headers = { ...TUS, "upload-length": `${bytes}`, "upload-metadata": `filename ${btoa("film.bin")}` };
  const { body } = await node.ask("POST", `api/rooms/${room}/uploads`, { token, headers });
  return body.id as string;
};
const fileKeys = async () => (await redis.client.keys("*:file:*")).length;
const until = async (isDone: () => Promise<boolean>) => {
  while (!(await isDone())) await Bun.sleep(5);
};

afterEach(async () => {
  await nodes.stop();
  if (redisServer !== undefined) await redis.client.flushall();
});

if (redisServer === undefined) {
  test("D67: there is no redis-server here, so servers can't share files", () => {
    expect(Bun.which("redis-server")).toBeNull();
  });
} else {
  beforeAll(async () => void (await Promise.all([redis.start(), s3.start()])));
  afterAll(async () => {
    await Promise.all([redis.stop(), s3.stop()]);
    rmSync(folder, { recursive: true, force: true });
  });

  describe("files on two nodes", () => {
    test("D67, D68, D69: a file that came by one is said by the other and read from all, also in parts, by tickets and later", async () => {
      const [a, b] = await nodes.two();
      const { code, token } = await createUploads(a.client).roomWith();
      const bob = await b.client.join(code, "Bob");
      const picture = await put(a, code, token, "cat.png", PNG as Uint8Array<ArrayBuffer>);
      const noise = randomBytes(300 * KB);
      const other = await put(b, code, token, "noise.bin", noise);
      expect(picture).toMatchObject({ name: "cat.png", type: "image/png", width: 640, height: 480 });
      // One that no message has is its uploader's, on every node.
      expect([(await read(b, picture, token)).status, (await read(b, picture, bob.token)).status]).toEqual([200, 404]);
      expect(await say(b, code, bob.token, { message: "", files: [other.id] })).toBe("not_allowed");
      const event = (await say(b, code, token, { message: "look", files: [picture.id, other.id] })) as ChatEvent;
      expect(event.files).toEqual([picture, other]);
      expect((await bob.socket.next("chat")).files).toEqual([picture, other]);
      const c = await nodes.start();
      const { body } = await c.node.ask("POST", `api/rooms/${code}/file-ticket`, { token: bob.token });
      for (const one of [a, b, c]) {
        const part = await read(one, other, bob.token, { range: "bytes=70000-200000" });
        expect([part.status, (await bytesOf(part)).equals(noise.subarray(70_000, 200_001))]).toEqual([206, true]);
        expect((await bytesOf(await read(one, picture, bob.token))).equals(PNG)).toBe(true);
        const whole = await fetch(one.client.address(`${other.url}?ticket=${body.ticket}`));
        expect((await bytesOf(whole)).equals(noise)).toBe(true);
        const { body: listed } = await one.node.ask("GET", `api/rooms/${code}/files`, { token });
        expect([listed.files.length, listed.bytes]).toEqual([2, PNG.length + noise.length]);
      }
      expect(await say(a, code, token, { message: "", files: [picture.id] })).toBe("malformed");
    });

    test("D67, F16: a resumable upload goes from node to node with every request, and ends a request that hangs on another", async () => {
      const [a, b] = await nodes.two({ LIMITS: "off", FILES_FOLDER: folder });
      const { code, token } = await createUploads(a.client).roomWith();
      const bytes = randomBytes(9 * KB * KB);
      const id = await beginUpload(a, code, token, bytes.length);
      expect(await offsetOf(b, code, id, token)).toBe(0);
      expect((await patch(b, code, id, token, 0, bytes.slice(0, 5 * KB * KB))).status).toBe(204);
      expect(await offsetOf(a, code, id, token)).toBe(5 * KB * KB);
      const hanging = new ReadableStream({
        start: (out) => out.enqueue(bytes.slice(5 * KB * KB, 6 * KB * KB)),
      });
      const stalled = patch(a, code, id, token, 5 * KB * KB, hanging as never);
      const room = a.node.node.rooms.findAny(code) as Room;
      await until(async () => (room.files?.byId.get(id)?.content.bytes ?? 0) >= 6 * KB * KB);
      const at = await offsetOf(b, code, id, token);
      expect((await patch(b, code, id, token, at, bytes.slice(at, 7 * KB * KB))).status).toBe(204);
      expect((await patch(a, code, id, token, 6 * KB * KB, bytes.slice(0, 1))).status).toBe(409);
      expect((await patch(a, code, id, token, 7 * KB * KB, bytes.slice(7 * KB * KB))).status).toBe(204);
      const event = (await say(b, code, token, { files: [id] })) as ChatEvent;
      const [view] = event.files as [FileView];
      expect([view.name, view.bytes]).toEqual(["film.bin", bytes.length]);
      for (const one of [a, b]) expect((await bytesOf(await read(one, view, token))).equals(bytes)).toBe(true);
      void stalled.catch(() => {});
    });

    test("D68, D25: of two messages at once by two nodes, one has the file; sent again by the other node, it is the same message", async () => {
      const [a, b] = await nodes.two();
      const { code, token } = await createUploads(a.client).roomWith();
      const { id } = await put(a, code, token, "a.txt", randomBytes(10));
      const said = await Promise.all([a, b].map((one) => say(one, code, token, { files: [id], message: "mine" })));
      expect(said.filter((one) => one === "malformed")).toHaveLength(1);
      const again = await put(b, code, token, "b.txt", randomBytes(10));
      const message = { files: [again.id], nonce: "n1" };
      const events = [await say(a, code, token, message), await say(b, code, token, message)];
      expect(events[1].id).toBe(events[0].id);
    });

    test.each(["folder", "bucket"])(
      "D70, F6: a file goes with its message, by deletion or with the room, on whichever node; nothing of it is left in Redis and a %s",
      async (kind) => {
        const { endpoint, bucket, accessKeyId: S3_KEY, secretAccessKey: S3_SECRET } = s3.access;
        const outside =
          kind === "folder" ? { FILES_FOLDER: folder } : { S3: `${endpoint}/${bucket}/files`, S3_KEY, S3_SECRET };
        const count = async () =>
          kind === "folder" ? readdirSync(folder).length : ((await s3.list()).contents?.length ?? 0);
        const [a, b] = await nodes.two({ LIMITS: "off", ...outside, REDIS_FILE: "1k" });
        const { code, token } = await createUploads(a.client).roomWith();
        const before = await fileKeys();
        const pieces = await count();
        const files = [
          await put(a, code, token, "s.bin", randomBytes(KB)),
          await put(a, code, token, "l.bin", randomBytes(9 * KB)),
        ];
        const events = [];
        for (const { id } of files) events.push((await say(a, code, token, { files: [id] })) as ChatEvent);
        for (const file of files) expect((await read(b, file, token)).status).toBe(200);
        expect([await fileKeys(), await count()]).toEqual([before + 2, pieces + 1]);
        for (const [at, event] of events.entries()) {
          const { status } = await b.node.ask("DELETE", `api/rooms/${code}/messages/${event.id}`, { token });
          expect(status).toBe(204);
          expect((await read(b, files[at] as FileView, token)).status).toBe(404);
          await until(async () => (await read(a, files[at] as FileView, token)).status === 404);
        }
        await until(async () => (await fileKeys()) === before && (await count()) === pieces);
        const last = [
          await put(b, code, token, "s.bin", randomBytes(KB)),
          await put(b, code, token, "l.bin", randomBytes(9 * KB)),
        ];
        await say(b, code, token, { files: last.map(({ id }) => id) });
        await put(b, code, token, "unsaid.bin", randomBytes(9 * KB));
        expect((await read(a, last[1] as FileView, token)).status).toBe(200);
        const { status } = await a.node.ask("DELETE", `api/rooms/${code}`, { token });
        expect(status).toBe(204);
        await until(async () => (await fileKeys()) === before && (await count()) === pieces);
        expect((await redis.client.keys("*:space")).length).toBe(0);
      },
    );

    test("F62, F64: without a place outside, larger files are refused with what would allow them; a room is full on all nodes", async () => {
      const [a, b] = await nodes.two({ LIMITS: "off", REDIS_FILE: "100k", MAX_FILE_MEMORY: "300k" });
      const { put: send, roomWith } = createUploads(a.client);
      const { code, token } = await roomWith();
      expect(await json(send(code, "l.bin", randomBytes(101 * KB), token))).toMatchObject({
        status: 413,
        error: { code: "too_large", message: expect.stringContaining("MAYFLY_FILES_FOLDER or MAYFLY_S3") },
      });
      const { body } = await b.node.ask("GET", `api/rooms/${code}/files`, { token });
      expect([body.maxFileBytes, body.maxBytes]).toEqual([100 * KB, 150 * KB]);
      await put(a, code, token, "s.bin", randomBytes(90 * KB));
      const full = await json(createUploads(b.client).put(code, "s.bin", randomBytes(90 * KB), token));
      expect([full.status, full.error.code]).toEqual([409, "room_full_of_files"]);
    });

    test("F65, F5: what no message takes is gone on all nodes, also when the node that took it has died", async () => {
      nodes.files = { unsaidMs: 1_000 };
      const [a, b] = await nodes.two();
      const { code, token } = await createUploads(a.client).roomWith();
      const file = await put(a, code, token, "a.bin", randomBytes(10));
      expect((await read(b, file, token)).status).toBe(200);
      await until(async () => (await read(b, file, token)).status === 404);
      expect([await say(b, code, token, { files: [file.id] }), (await read(a, file, token)).status]).toEqual([
        "not_found",
        404,
      ]);
      nodes.files = {};
    });

    test("D73: what a visitor uploads in an hour counts for all nodes together", async () => {
      const [a, b] = await nodes.two({ FILES_PER_HOUR: "1m", LIMITS: "on" });
      const { code, token } = await createUploads(a.client).roomWith();
      const send = ({ client }: Node, kilobytes: number) =>
        json(createUploads(client).put(code, "a.bin", randomBytes(kilobytes * KB), token));
      expect((await send(a, 700)).status).toBe(201);
      // A node learns what others have let through as soon as it has let something through itself.
      expect((await send(b, 200)).status).toBe(201);
      await until(async () => (await redis.client.keys("mayfly:{limits*}:files *")).length > 0);
      expect((await send(b, 300)).error.code).toBe("slow_down");
    });

    test("D74: sealed files are kept by several nodes as they are, and their names are nowhere", async () => {
      const [a, b] = await nodes.two({ LIMITS: "off", CUSTOM_CODES: "true" });
      const { room, ownerToken } = await hostEncryptedRoom(a.node);
      const alice = await joinEncrypted(a.node, room, { token: ownerToken });
      const bob = await joinEncrypted(b.node, room);
      const sealed = randomBytes(sealedFileBytes(200 * KB));
      const file = await put(b, "secret-place", ownerToken, "holiday.png", sealed);
      expect([file.name, file.type]).toEqual(["file", "application/octet-stream"]);
      const { envelope } = sayIn(room, alice.writer, { text: "" }, { clear: { class: "chat", files: [file.id] } });
      alice.socket.send({ type: "chat", sealed: toBase64url(envelope), files: [file.id] });
      const [view] = (await bob.socket.next("chat")).files;
      expect((await bytesOf(await read(b, view, bob.token))).equals(sealed)).toBe(true);
      const [key = ""] = await redis.client.keys(`*:file:${file.id}`);
      expect(Object.values(await redis.client.hgetall(key)).join()).not.toContain("holiday");
      expect((await json(createUploads(b.client).put("secret-place", "a.txt", "clear", ownerToken))).error.code).toBe(
        "malformed",
      );
    });

    test("D71, D72: a room that gets more time takes its files with it; a Redis that loses its data loses them", async () => {
      const [a, b] = await nodes.two();
      const { code, token } = await createUploads(a.client).roomWith({ ttlMinutes: 10 });
      const ann = await a.client.join(code, "", { token });
      const bob = await b.client.join(code, "Bob");
      const file = await put(a, code, token, "a.bin", randomBytes(10));
      await say(a, code, token, { files: [file.id] });
      await bob.socket.next("chat");
      const [key = ""] = await redis.client.keys(`*:file:${file.id}`);
      const before = await redis.client.pexpiretime(key);
      const { status } = await b.node.ask("PATCH", `api/rooms/${code}`, { token, body: { extend: 60 } });
      expect(status).toBe(200);
      await until(async () => (await redis.client.pexpiretime(key)) > before + 3_500_000);
      await redis.client.flushall();
      await a.engine.check();
      await Promise.all([ann.socket.closed, bob.socket.closed]);
      const back = await b.client.join(code, "", { token });
      expect(back.welcome.events.map((event: ChatEvent) => event.files?.[0]?.id)).toContain(file.id);
      for (const one of [a, b]) expect((await read(one, file, token)).status).toBe(404);
    });

    test("F67: while Redis is away, files are refused with not_saved, and afterwards the same succeeds", async () => {
      nodes.files = { timeoutMs: 300 };
      const [a] = await nodes.two();
      const { put: send, roomWith } = createUploads(a.client);
      const { code, token } = await roomWith();
      const noise = randomBytes(90 * KB);
      const file = await put(a, code, token, "a.bin", noise);
      redis.pause();
      const refused = { status: 503, error: { code: "not_saved" } };
      expect(await json(send(code, "b.bin", randomBytes(10), token))).toMatchObject(refused);
      expect(await json(read(a, file, token))).toMatchObject(refused);
      redis.goOn();
      await until(async () => (await say(a, code, token, { files: [file.id] })) !== "not_saved");
      expect((await bytesOf(await read(a, file, token))).equals(noise)).toBe(true);
      expect((await json(send(code, "b.bin", randomBytes(10), token))).status).toBe(201);
      nodes.files = {};
    });
  });
}
