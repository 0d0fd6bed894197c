import { afterAll, describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import * as tus from "tus-js-client";
import { FakeClock } from "../../testing/fake-clock.ts";
import { startTestServer } from "../../testing/test-server.ts";

const server = await startTestServer({ LIMITS: "off", MAX_FILE: "8m" });
afterAll(server.stop);
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const random = (bytes: number) => {
  const all = Buffer.alloc(bytes);
  for (let at = 0; at < bytes; at += 65_536) crypto.getRandomValues(all.subarray(at, at + 65_536));
  return all;
};
const VERSION = { "tus-resumable": "1.0.0" };
const BODY = { ...VERSION, "content-type": "application/offset+octet-stream" };

async function enterRoom({ client } = server) {
  const { token } = await client.session("Ada");
  const { room } = await client.room({}, token);
  const uploads = client.address(`api/rooms/${room.code}/uploads`);
  const authorization = `Bearer ${token}`;
  const ask = (method: string, url: string, headers: Record<string, string> = {}, body?: BodyInit) =>
    fetch(new URL(url, uploads), {
      method,
      headers: { authorization, ...VERSION, ...headers },
      ...(body !== undefined && { body }),
    });
  const create = async (length: number, metadata = "") => {
    const created = await ask("POST", uploads, {
      "upload-length": String(length),
      ...(metadata && { "upload-metadata": metadata }),
    });
    expect(created.status).toBe(201);
    return created.headers.get("location") ?? "";
  };
  const patch = (url: string, offset: number, body: BodyInit, headers: Record<string, string> = {}) =>
    ask("PATCH", url, { ...BODY, "upload-offset": String(offset), ...headers }, body);
  const offsetOf = async (url: string) => Number((await ask("HEAD", url)).headers.get("upload-offset"));
  const say = async (url: string) => {
    const outcome = await client.ask("POST", `api/rooms/${room.code}/messages`, {
      token,
      body: { files: [url.split("/").at(-1)] },
    });
    return outcome.body.files?.[0] ?? outcome.body.error;
  };
  const read = async (file: { url: string }) =>
    new Uint8Array(await (await fetch(client.address(file.url))).arrayBuffer());
  return { room, code: room.code, token, authorization, uploads, ask, create, patch, offsetOf, say, read };
}

/** Begins a PATCH and sends some of its bytes; the connection stays open until it is destroyed. */
async function beginPatch(
  url: string,
  authorization: string,
  offset: number,
  total: number,
  part: Uint8Array,
): Promise<Socket> {
  const { hostname, port, pathname } = new URL(url, server.origin);
  const socket = connect(Number(port), hostname);
  socket.on("error", () => {});
  const head = [
    `PATCH ${pathname} HTTP/1.1`,
    "host: x",
    `authorization: ${authorization}`,
    "tus-resumable: 1.0.0",
    "content-type: application/offset+octet-stream",
    `upload-offset: ${offset}`,
    `content-length: ${total}`,
    "",
    "",
  ];
  await new Promise<void>((resolve) =>
    socket.write(Buffer.concat([Buffer.from(head.join("\r\n")), part]), () => resolve()),
  );
  return socket;
}

/** Passes connections on to the server, until all of them are cut. */
async function startProxy() {
  const sockets = new Set<Socket>();
  const listener = createServer((client) => {
    const onward = connect(server.port, "127.0.0.1");
    for (const [socket, other] of [
      [client, onward],
      [onward, client],
    ] as const) {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => {
        sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  });
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  const cutAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  const { port } = listener.address() as AddressInfo;
  const stop = () => {
    cutAll();
    listener.close();
  };
  return { port, cutAll, stop };
}

describe("resumable uploads", () => {
  test("F15: tus-js-client uploads in chunks through a connection that breaks again and again, and no byte is lost", async () => {
    const { code, authorization, say, read } = await enterRoom();
    const proxy = await startProxy();
    const bytes = random(3_000_000);
    let cuts = 0;
    let sent = 0;
    const url = await new Promise<string>((resolve, reject) => {
      const upload: tus.Upload = new tus.Upload(bytes, {
        endpoint: `http://127.0.0.1:${proxy.port}/api/rooms/${code}/uploads`,
        headers: { authorization },
        metadata: { filename: "holiday.bin", filetype: "image/png" },
        chunkSize: 100_000,
        retryDelays: Array(200).fill(0),
        // Every third chunk is cut off on its way.
        onProgress: (at) => {
          if (at < sent + 250_000) return;
          sent = at;
          cuts++;
          proxy.cutAll();
        },
        onError: reject,
        onSuccess: () => resolve(upload.url ?? ""),
      });
      upload.start();
    });
    proxy.stop();
    expect(cuts).toBeGreaterThan(5);
    const file = await say(url);
    expect(file).toMatchObject({ name: "holiday.bin", type: "application/octet-stream", bytes: 3_000_000 });
    expect(sha256(await read(file))).toBe(sha256(bytes));
  });

  test("F16: a hundred cut connections leave every byte that came, and the file is whole in the end", async () => {
    const { create, authorization, offsetOf, patch, say, read } = await enterRoom();
    const bytes = random(2_000_000);
    const url = await create(bytes.length);
    let at = 0;
    for (let cut = 0; cut < 100; cut++) {
      const part = bytes.subarray(at, at + 15_000);
      const socket = await beginPatch(url, authorization, at, bytes.length - at, part);
      while ((await offsetOfQuietly(url)) < at + part.length) await Bun.sleep(0);
      socket.destroy();
      at = await offsetOf(url);
    }
    expect(at).toBe(1_500_000);
    expect((await patch(url, at, bytes.subarray(at))).status).toBe(204);
    expect(sha256(await read(await say(url)))).toBe(sha256(bytes));
  });

  /** Looks how far an upload is without asking the server, for that would end the request that hangs. */
  async function offsetOfQuietly(url: string): Promise<number> {
    const [, code = "", id = ""] = /rooms\/([^/]+)\/uploads\/([^/]+)/.exec(url) ?? [];
    const room = server.node.rooms.findAny(code);
    return "files" in room ? (room.files?.byId.get(id)?.content.bytes ?? 0) : 0;
  }

  test("F16: a request that hangs never locks the upload: HEAD and PATCH take its place at once", async () => {
    const { create, authorization, offsetOf, patch, say, read } = await enterRoom();
    const bytes = random(300_000);
    const url = await create(bytes.length);
    const first = await beginPatch(url, authorization, 0, bytes.length, bytes.subarray(0, 100_000));
    while ((await offsetOfQuietly(url)) < 100_000) await Bun.sleep(0);
    expect(await offsetOf(url)).toBe(100_000);
    const second = await beginPatch(url, authorization, 100_000, 200_000, bytes.subarray(100_000, 150_000));
    while ((await offsetOfQuietly(url)) < 150_000) await Bun.sleep(0);
    expect((await patch(url, 150_000, bytes.subarray(150_000))).status).toBe(204);
    first.destroy();
    second.destroy();
    expect(sha256(await read(await say(url)))).toBe(sha256(bytes));
  });

  test("F16: bytes with a wrong checksum are taken back, and others can't take their place in the file", async () => {
    const { create, patch, offsetOf, say, read } = await enterRoom();
    const bytes = random(400_000);
    const url = await create(bytes.length);
    const checksum = (part: Uint8Array, algorithm = "sha1") => ({
      "upload-checksum": `${algorithm} ${createHash(algorithm).update(part).digest("base64")}`,
    });
    const [one, two] = [bytes.subarray(0, 150_000), bytes.subarray(150_000)];
    expect((await patch(url, 0, one, checksum(one))).status).toBe(204);
    const wrong = await patch(url, 150_000, random(250_000), checksum(two, "sha256"));
    expect([wrong.status, (await wrong.json()).error.code, await offsetOf(url)]).toEqual([
      460,
      "wrong_checksum",
      150_000,
    ]);
    expect((await patch(url, 150_000, two, { "upload-checksum": "md5 x" })).status).toBe(400);
    expect((await patch(url, 150_000, two, checksum(two, "sha256"))).status).toBe(204);
    expect(sha256(await read(await say(url)))).toBe(sha256(bytes));
  });

  test("F15: what the protocol asks is answered as it says", async () => {
    const { uploads, ask, create, patch, offsetOf, code } = await enterRoom();
    const options = await fetch(uploads, { method: "OPTIONS" });
    expect([
      options.status,
      options.headers.get("tus-version"),
      options.headers.get("tus-extension"),
      options.headers.get("tus-max-size"),
      options.headers.get("tus-checksum-algorithm"),
    ]).toEqual([204, "1.0.0", "creation,termination,expiration,checksum", String(8 << 20), "sha1,sha256"]);
    const old = await ask("POST", uploads, { "tus-resumable": "0.2.2", "upload-length": "1" });
    expect([old.status, old.headers.get("tus-version")]).toEqual([412, "1.0.0"]);
    const url = await create(10, `filename ${Buffer.from("../é.txt").toString("base64")},x`);
    expect(url).toMatch(new RegExp(`^/api/rooms/${code}/uploads/[0-9a-z]{16}$`));
    const head = await ask("HEAD", url);
    expect([
      head.status,
      head.headers.get("upload-offset"),
      head.headers.get("upload-length"),
      head.headers.get("cache-control"),
      head.headers.get("tus-resumable"),
    ]).toEqual([200, "0", "10", "no-store", "1.0.0"]);
    expect(Date.parse(head.headers.get("upload-expires") ?? "")).toBeGreaterThan(Date.now());
    expect((await patch(url, 0, "01234", { "content-type": "text/plain" })).status).toBe(415);
    const done = await patch(url, 0, "01234");
    expect([done.status, done.headers.get("upload-offset")]).toEqual([204, "5"]);
    expect((await patch(url, 0, "01234")).status).toBe(409);
    expect((await patch(url, 5, "567890")).status).toBe(400);
    expect((await patch(url, 5, "56789")).status).toBe(204);
    expect(await offsetOf(url)).toBe(10);
    expect((await patch(url, 10, "0")).status).toBe(409);
    for (const length of ["-1", "x", "1e3", ""])
      expect((await ask("POST", uploads, { "upload-length": length })).status).toBe(400);
    expect((await ask("POST", uploads, {})).status).toBe(400);
    expect((await ask("POST", uploads, { "upload-length": String((8 << 20) + 1) })).status).toBe(413);
    expect((await ask("PATCH", `${url}0`, { ...BODY, "upload-offset": "0" }, "x")).status).toBe(404);
  });

  test("F15, F2: an upload is its uploader's, can be removed, and one of no bytes is whole at once", async () => {
    const { ask, create, patch, say, code } = await enterRoom();
    const url = await create(10);
    const { token } = await server.client.session("Eve");
    for (const method of ["HEAD", "PATCH", "DELETE"]) {
      expect(
        (
          await ask(
            method,
            url,
            { ...BODY, authorization: `Bearer ${token}`, "upload-offset": "0" },
            method === "PATCH" ? "x" : undefined,
          )
        ).status,
      ).toBe(404);
    }
    expect(await say(url)).toMatchObject({ message: "files: not uploaded to its end." });
    expect([(await ask("DELETE", url)).status, (await ask("HEAD", url)).status]).toEqual([204, 404]);
    const whole = await create(1);
    await patch(whole, 0, "x");
    expect((await ask("DELETE", whole)).status).toBe(204);
    const empty = await create(0);
    expect(await say(empty)).toMatchObject({ bytes: 0, name: "file" });
    expect((await ask("DELETE", empty)).status).toBe(404);
    expect((await server.ask("GET", `api/rooms/${code}/files`)).body.bytes).toBe(0);
  });

  test("F5: whoever may not write any more can't go on with an upload either", async () => {
    const { client, ask } = server;
    const host = await client.session("Host");
    const { room } = await client.room({}, host.token);
    const { token } = await client.session("Ada");
    const headers = { authorization: `Bearer ${token}`, ...VERSION };
    const address = client.address(`api/rooms/${room.code}/uploads`);
    const begun = await fetch(address, { method: "POST", headers: { ...headers, "upload-length": "2" } });
    const url = new URL(begun.headers.get("location") ?? "", address);
    const send = (offset: number) =>
      fetch(url, { method: "PATCH", body: "x", headers: { ...headers, ...BODY, "upload-offset": String(offset) } });
    expect((await send(0)).status).toBe(204);
    await ask("PATCH", `api/rooms/${room.code}`, { token: host.token, body: { writers: "moderators" } });
    expect((await send(1)).status).toBe(403);
  });

  test("F21, F5: a sender from whom nothing comes for a minute is told so, and the upload waits ten minutes for more", async () => {
    const clock = new FakeClock();
    await using timed = await startTestServer({ LIMITS: "off" }, { clock });
    const { create, ask, patch, uploads, authorization } = await enterRoom(timed);
    const url = await create(10);
    const id = url.split("/").at(-1) ?? "";
    const stalled = new TransformStream<Uint8Array, Uint8Array>();
    const writer = stalled.writable.getWriter();
    const answer = patch(url, 0, stalled.readable);
    await writer.write(Buffer.from("0123"));
    const room = [...timed.node.rooms.all][0];
    while (room?.files?.byId.get(id)?.content.bytes !== 4) await Bun.sleep(0);
    timed.advance(61_000);
    expect((await answer).status).toBe(408);
    writer.abort().catch(() => {});
    expect((await ask("HEAD", url)).headers.get("upload-offset")).toBe("4");
    const put = fetch(uploads.replace("uploads", "files/a"), {
      method: "PUT",
      body: new ReadableStream({ start: (out) => out.enqueue(Buffer.from("x")) }),
      headers: { authorization },
    });
    while (room.files?.byId.size !== 2) await Bun.sleep(0);
    timed.advance(61_000);
    expect((await put).status).toBe(408);
    expect(room.files?.byId.size).toBe(1);
    timed.advance(600_000);
    expect((await ask("HEAD", url)).status).toBe(404);
    expect(room.files).toBeUndefined();
  });
});
