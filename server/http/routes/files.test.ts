import { afterAll, describe, expect, test } from "bun:test";
import { connect } from "node:net";
import { FakeClock } from "../../testing/fake-clock.ts";
import { startTestServer } from "../../testing/test-server.ts";

const server = await startTestServer({ LIMITS: "off", MAX_FILE: "2m" });
afterAll(server.stop);
const { client, ask } = server;

/** Uploads bytes as `curl -T` does. */
const put = (code: string, name: string, body: BodyInit, token?: string, headers: Record<string, string> = {}) =>
  fetch(client.address(`api/rooms/${code}/files/${name}`), {
    method: "PUT",
    body,
    headers: { ...(token && { authorization: `Bearer ${token}` }), ...headers },
  });
// biome-ignore lint/suspicious/noExplicitAny: tests read bodies field by field
const json = async (response: Promise<Response>): Promise<any> => ({
  status: (await response).status,
  ...(await (await response).json()),
});

async function roomWith(request: Parameters<typeof client.room>[0] = {}) {
  const { token, member } = await client.session("Ada");
  const { room } = await client.room(request, token);
  return { code: room.code, token, member };
}
const PNG = Buffer.from("89504e470d0a1a0a0000000d4948445200000280000001e0080600000035d1dce4", "hex");
const random = (bytes: number) => {
  const all = new Uint8Array(bytes);
  for (let at = 0; at < bytes; at += 65_536) crypto.getRandomValues(all.subarray(at, at + 65_536));
  return all;
};

describe("uploading", () => {
  test("F7, F1: PUT takes the body as a file, and a message over REST or the socket takes the file", async () => {
    const { code, token } = await roomWith();
    const { status, file } = await json(put(code, "My%20cat.png", PNG, token));
    expect(status).toBe(201);
    expect(file).toEqual({
      id: expect.any(String),
      name: "My cat.png",
      type: "image/png",
      bytes: PNG.length,
      width: 640,
      height: 480,
      url: `api/rooms/${code}/files/${file.id}`,
    });
    const { socket } = await client.join(code, "Bob");
    const said = await ask("POST", `api/rooms/${code}/messages`, { token, body: { files: [file.id] } });
    expect(said).toMatchObject({ status: 201, body: { message: "", files: [file] } });
    expect(await socket.next("chat")).toMatchObject({ files: [file] });
    const again = await ask("POST", `api/rooms/${code}/messages`, { token, body: { files: [file.id] } });
    expect(again).toMatchObject({ status: 400, body: { error: { message: "files: already in a message." } } });
    const mine = await client.join(code, "Ada", { token });
    const { file: second } = await json(put(code, "b.txt", "text", token));
    mine.socket.send({ type: "chat", message: "Look", files: [second.id], nonce: "n1" });
    expect(await socket.next("chat")).toMatchObject({ message: "Look", files: [{ type: "text/plain", bytes: 4 }] });
    const { body } = await ask("GET", `api/rooms/${code}/files`);
    expect(body).toMatchObject({
      files: [file, second],
      bytes: PNG.length + 4,
      maxFileBytes: 2 << 20,
      maxBytes: 64 << 20,
    });
    expect(body.files[0].messageId).toBe(said.body.id);
    mine.socket.close();
    socket.close();
  });

  test("F9: Mayfly-Message says the file in the same call, percent-encoded and maybe empty; what is refused leaves nothing", async () => {
    const { code, token } = await roomWith();
    const said = await json(
      put(code, "a.txt", "one", token, { "mayfly-message": encodeURIComponent("Schöne Grüße 👋") }),
    );
    expect(said).toMatchObject({
      status: 201,
      file: { bytes: 3 },
      message: { message: "Schöne Grüße 👋", files: [{ name: "a.txt" }] },
    });
    expect(await json(put(code, "b.txt", "two", token, { "mayfly-message": "" }))).toMatchObject({
      message: { message: "" },
    });
    for (const message of ["%E4", "%", encodeURIComponent("\u0000\u200b")]) {
      expect(await json(put(code, "c.txt", "three", token, { "mayfly-message": message }))).toMatchObject({
        status: 400,
        error: { code: "malformed" },
      });
    }
    expect(await json(put(code, "c.txt", "three", token, { "mayfly-message": "x".repeat(4001) }))).toMatchObject({
      status: 413,
    });
    expect((await ask("GET", `api/rooms/${code}/files`)).body).toMatchObject({ bytes: 6 });
  });

  test("F7, F5: only whoever may write uploads: by token, in a room that is there, while not muted", async () => {
    const { code, token } = await roomWith({ writers: "moderators" });
    expect(await json(put(code, "a", "x"))).toMatchObject({ status: 401 });
    expect(await json(put("none", "a", "x", token))).toMatchObject({ status: 404 });
    const guest = await client.session("Bob");
    expect(await json(put(code, "a", "x", guest.token))).toMatchObject({ status: 403, error: { code: "not_allowed" } });
    expect(await json(put(code, "a", random(100_000), guest.token))).toMatchObject({ status: 403 });
    expect((await ask("GET", `api/rooms/${code}/files`)).body.bytes).toBe(0);
  });

  test("F3, F7: too large a file is refused, whether its size is declared or not, and other bodies stay small", async () => {
    const { code, token } = await roomWith();
    const large = random((2 << 20) + 1);
    expect(await json(put(code, "a", large, token))).toMatchObject({
      status: 413,
      error: { code: "too_large", message: "A file can have 2 MB at most." },
    });
    const chunked = new ReadableStream({
      start(out) {
        for (let at = 0; at < large.length; at += 100_000) out.enqueue(large.subarray(at, at + 100_000));
        out.close();
      },
    });
    expect(await json(put(code, "a", chunked, token))).toMatchObject({ status: 413 });
    expect((await ask("GET", `api/rooms/${code}/files`)).body.bytes).toBe(0);
    const { status } = await ask("POST", `api/rooms/${code}/messages`, {
      token,
      body: { message: "x".repeat(70_000) },
    });
    expect(status).toBe(413);
    expect(await json(put(code, "whole", large.subarray(1), token))).toMatchObject({
      status: 201,
      file: { bytes: 2 << 20 },
    });
  });

  test("F3: of twenty uploads that race for the last byte of a room, exactly those are taken that fit", async () => {
    await using small = await startTestServer({ LIMITS: "off", MAX_FILE: "1m", MAX_ROOM_FILES: "1000k" });
    const { token } = await small.client.session("Ada");
    const { room } = await small.client.room({}, token);
    const send = (body: Uint8Array<ArrayBuffer>) =>
      fetch(small.client.address(`api/rooms/${room.code}/files/a`), {
        method: "PUT",
        body,
        headers: { authorization: `Bearer ${token}` },
      });
    const answers = await Promise.all(Array.from({ length: 20 }, () => send(random(204_800))));
    const statuses = answers.map(({ status }) => status).toSorted();
    expect(statuses).toEqual([...Array(5).fill(201), ...Array(15).fill(409)]);
    expect(await (await send(random(1))).json()).toMatchObject({ error: { code: "room_full_of_files" } });
    expect(small.node.rooms.files.bytes).toBe(1_024_000);
  });

  test("F7: an upload that breaks off leaves nothing, whether its size was declared or not, or it came in a form", async () => {
    const { code, token } = await roomWith();
    const room = server.node.rooms.findAny(code);
    if (!("files" in room)) throw new Error("no room");
    const requests: readonly [method: string, path: string, headers: string[], body: string][] = [
      ["PUT", "files/a", ["content-length: 900000"], "x".repeat(100_000)],
      ["PUT", "files/a", ["transfer-encoding: chunked"], `186a0\r\n${"x".repeat(100_000)}\r\n`],
      [
        "POST",
        "files",
        ["content-length: 900000", "content-type: multipart/form-data; boundary=b"],
        `--b\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n\r\nwhole\r\n--b\r\nContent-Disposition: form-data; name="f"; filename="b"\r\n\r\n${"x".repeat(100_000)}`,
      ],
    ];
    for (const [method, path, headers, body] of requests) {
      const socket = connect(server.port, "127.0.0.1");
      socket.on("error", () => {});
      const head = [
        `${method} /api/rooms/${code}/${path} HTTP/1.1`,
        "host: x",
        `authorization: Bearer ${token}`,
        ...headers,
        "",
        body,
      ];
      socket.write(head.join("\r\n"));
      while ((room.files?.bytes ?? 0) < 99_000) await Bun.sleep(0);
      socket.destroy();
      while (room.files !== undefined) await Bun.sleep(0);
    }
    expect(server.lines.filter((line) => line.includes("fault"))).toEqual([]);
  });

  test("F8: a form takes up to ten files and a message, all or none", async () => {
    const { code, token } = await roomWith();
    const send = (form: FormData, headers: Record<string, string> = {}) =>
      json(
        fetch(client.address(`api/rooms/${code}/files`), {
          method: "POST",
          body: form,
          headers: { authorization: `Bearer ${token}`, ...headers },
        }),
      );
    const form = new FormData();
    form.append("file", new File([random(200_000)], 'odd "name".bin'));
    form.append("message", "Zwei Dateien – für dich");
    form.append("other", "ignored");
    form.append("file", new File(["\r\n--not the boundary\r\n"], "../b.txt"));
    const sent = await send(form);
    expect(sent).toMatchObject({
      status: 201,
      files: [
        { name: "odd _name_.bin", bytes: 200_000 },
        { name: "b.txt", bytes: 22 },
      ],
      message: { message: "Zwei Dateien – für dich", files: [{ bytes: 200_000 }, { bytes: 22 }] },
    });
    const many = new FormData();
    for (let n = 0; n < 11; n++) many.append("file", new File(["x"], `${n}`));
    expect(await send(many)).toMatchObject({ status: 400, error: { code: "malformed" } });
    const tooLarge = new FormData();
    tooLarge.append("file", new File(["x"], "small"));
    tooLarge.append("file", new File([random((2 << 20) + 1)], "large"));
    expect(await send(tooLarge)).toMatchObject({ status: 413 });
    const none = new FormData();
    none.append("message", "nothing with it");
    expect(await send(none)).toMatchObject({ status: 400, error: { message: "The form has no file." } });
    expect((await ask("GET", `api/rooms/${code}/files`)).body.bytes).toBe(200_022);
    const post = (body: string, type: string) =>
      json(
        fetch(client.address(`api/rooms/${code}/files`), {
          method: "POST",
          body,
          headers: { authorization: `Bearer ${token}`, "content-type": type },
        }),
      );
    expect(await post("{}", "application/json")).toMatchObject({ status: 415, error: { code: "wrong_type" } });
    for (const body of [
      "",
      "--b",
      "--b\r\n",
      '--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\ncut',
      `--b\r\n${"x".repeat(70_000)}`,
    ]) {
      expect(await post(body, "multipart/form-data; boundary=b")).toMatchObject({
        status: 400,
        error: { code: "malformed" },
      });
    }
    expect((await ask("GET", `api/rooms/${code}/files`)).body.bytes).toBe(200_022);
  });
});

describe("reading", () => {
  const said = async (code: string, token: string, body: Uint8Array<ArrayBuffer> | string, name = "a.bin") =>
    (await json(put(code, name, body, token, { "mayfly-message": "" }))).file as { id: string; url: string };

  test("F12: a file is read whole or in part, with a length where it is known, and a part it doesn't have is refused", async () => {
    const { code, token } = await roomWith();
    const bytes = random(300_000);
    const { url, id } = await said(code, token, bytes);
    const get = (headers: Record<string, string> = {}, method = "GET") =>
      fetch(client.address(url), { method, headers });
    const whole = await get();
    expect([whole.status, whole.headers.get("etag"), whole.headers.get("accept-ranges")]).toEqual([
      200,
      `"${id}"`,
      "bytes",
    ]);
    expect(Buffer.from(await whole.arrayBuffer()).equals(bytes)).toBe(true);
    const head = await get({}, "HEAD");
    expect([head.status, head.headers.get("content-length"), await head.text()]).toEqual([200, "300000", ""]);
    const ranges: readonly [string, number, number][] = [
      ["bytes=0-0", 0, 1],
      ["bytes=65530-65545", 65_530, 65_546],
      ["bytes=1-", 1, 300_000],
      ["bytes=-10", 299_990, 300_000],
      ["bytes=-999999999", 0, 300_000],
      ["bytes=299999-900000000", 299_999, 300_000],
    ];
    for (const [range, from, to] of ranges) {
      const part = await get({ range });
      expect([part.status, part.headers.get("content-range")]).toEqual([206, `bytes ${from}-${to - 1}/300000`]);
      expect(Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(from, to))).toBe(true);
    }
    for (const range of ["bytes=300000-", "bytes=999999999999-", "bytes=-0"]) {
      const none = await get({ range });
      expect([none.status, none.headers.get("content-range"), await none.json()]).toEqual([
        416,
        "bytes */300000",
        { error: { code: "bad_range", message: "The file has no such part." } },
      ]);
    }
    const ignored = [
      "bytes=9-1",
      "bytes=a-b",
      "lines=1-2",
      "bytes=0-1,5-6",
      `bytes=${Array.from({ length: 1500 }, (_, n) => `${n}-${n}`)}`,
    ];
    for (const range of ignored) expect((await get({ range })).status).toBe(200);
    const tenThousand = await get({ range: `bytes=${Array.from({ length: 10_000 }, (_, n) => `${n}-${n}`)}` });
    expect([200, 431]).toContain(tenThousand.status);
    expect((await get({ "if-none-match": `"x", W/"${id}"` })).status).toBe(304);
    expect((await get({ "if-none-match": '"x"' })).status).toBe(200);
    expect((await get({ range: "bytes=0-9", "if-range": `"${id}"` })).status).toBe(206);
    expect((await get({ range: "bytes=0-9", "if-range": '"x"' })).status).toBe(200);
    const empty = await said(code, token, "");
    expect((await fetch(client.address(empty.url))).status).toBe(200);
    expect((await fetch(client.address(empty.url), { headers: { range: "bytes=0-" } })).status).toBe(416);
  });

  test("F13: nothing a page could run is shown as one; pictures, sound, films and text are shown, in a sandbox", async () => {
    const { code, token } = await roomWith();
    const dispositionOf = async (body: Uint8Array<ArrayBuffer> | string, name: string) => {
      const { url } = await said(code, token, body, encodeURIComponent(name));
      const { headers } = await fetch(client.address(url));
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("content-security-policy")).toBe(
        "default-src 'none'; img-src 'self'; media-src 'self'; sandbox",
      );
      expect(headers.get("cache-control")).toBe("private, no-cache");
      return [headers.get("content-type"), headers.get("content-disposition")];
    };
    const tooWide = new Uint8Array(PNG);
    tooWide.set([0, 0, 0xc3, 0x50, 0, 0, 0xc3, 0x50], 16);
    expect(await dispositionOf(new Uint8Array(PNG), "a.png")).toEqual([
      "image/png",
      "inline; filename=\"a.png\"; filename*=UTF-8''a.png",
    ]);
    expect(await dispositionOf(tooWide, "bomb.png")).toEqual(["image/png", expect.stringMatching(/^attachment; /)]);
    expect(await dispositionOf("just text", 'für "dich" (1).html')).toEqual([
      "text/plain; charset=utf-8",
      "inline; filename=\"f_r _dich_ (1).html\"; filename*=UTF-8''f%C3%BCr%20_dich_%20%281%29.html",
    ]);
    for (const [body, type] of [
      ["<svg onload='alert(1)'/>", "image/svg+xml"],
      ["<!doctype html><script>1</script>", "text/html"],
      ["<?xml version='1.0'?><a/>", "application/xml"],
      ["%PDF-1.4", "application/pdf"],
    ] as const) {
      expect(await dispositionOf(body, "photo.png")).toEqual([type, expect.stringMatching(/^attachment; /)]);
    }
  });

  test("F12, F6: a file is read by whoever may read its room, before it is said by its uploader alone, and after its end by nobody", async () => {
    const { code, token } = await roomWith();
    const { file } = await json(put(code, "a.txt", "draft", token));
    const status = async (as?: string) => (await client.fetch("GET", file.url, { token: as })).status;
    expect([await status(), await status((await client.session("Bob")).token), await status(token)]).toEqual([
      404, 404, 200,
    ]);
    const message = await ask("POST", `api/rooms/${code}/messages`, { token, body: { files: [file.id] } });
    expect(await status()).toBe(200);
    const other = await roomWith();
    expect((await fetch(client.address(file.url.replace(code, other.code)))).status).toBe(404);
    await ask("DELETE", `api/rooms/${code}/messages/${message.body.id}`, { token });
    expect(await status(token)).toBe(404);
    const last = await said(code, token, "last");
    await ask("DELETE", `api/rooms/${code}`, { token });
    expect((await fetch(client.address(last.url))).status).toBe(410);
  });

  test("F14: a ticket lets pages read the files of one room as long as its member may, and for ten minutes", async () => {
    const clock = new FakeClock();
    await using timed = await startTestServer({ LIMITS: "off" }, { clock });
    const host = await timed.client.session("Host");
    const guest = await timed.client.session("Guest");
    const { room } = await timed.client.room({ entry: "password", password: "sesame" }, host.token);
    const { room: open } = await timed.client.room({}, host.token);
    const joined = await timed.ask("POST", `api/rooms/${room.code}/join`, {
      token: guest.token,
      body: { password: "sesame" },
    });
    expect(joined.status).toBe(200);
    const upload = (code: string) =>
      json(
        fetch(timed.client.address(`api/rooms/${code}/files/a.txt`), {
          method: "PUT",
          body: "secret",
          headers: { authorization: `Bearer ${host.token}`, "mayfly-message": "" },
        }),
      );
    const [{ file }, { file: openFile }] = [await upload(room.code), await upload(open.code)];
    const ticketOf = async (token: string | undefined, code = room.code) =>
      timed.ask("POST", `api/rooms/${code}/file-ticket`, { token });
    const status = async (ticket: string, url = file.url) => (await timed.ask("GET", `${url}?ticket=${ticket}`)).status;
    const { body } = await ticketOf(guest.token);
    expect(body.expiresAt).toBe(new Date(clock.now + 600_000).toISOString());
    expect([await status(body.ticket), (await timed.ask("GET", file.url)).status]).toEqual([200, 401]);
    expect((await ticketOf(undefined)).status).toBe(401);
    expect((await ticketOf((await timed.client.session("Stranger")).token)).status).toBe(403);
    const [expiry, , sign, mac] = body.ticket.split(".");
    const forged = [
      `${expiry}.${host.member.id}.${sign}.${mac}`,
      `zzzzzzzz.${guest.member.id}.${sign}.${mac}`,
      "x",
      "",
      "...",
      `${body.ticket}0`,
    ];
    for (const ticket of forged) expect([ticket, await status(ticket)]).toEqual([ticket, 401]);
    const { body: elsewhere } = await ticketOf(guest.token, open.code);
    expect([await status(elsewhere.ticket), await status(elsewhere.ticket, openFile.url)]).toEqual([401, 200]);
    expect((await timed.ask("GET", openFile.url)).status).toBe(200);
    await timed.client.join(room.code, "Guest", { token: guest.token });
    const kick = await timed.ask("POST", `api/rooms/${room.code}/members/${guest.member.id}/kick`, {
      token: host.token,
    });
    expect(kick).toMatchObject({ status: 204 });
    expect(await status(body.ticket)).toBe(403);
    timed.advance(300_001);
    expect(await status(body.ticket)).toBe(200);
    await timed.ask("POST", `api/rooms/${room.code}/members/${guest.member.id}/ban`, { token: host.token });
    expect(await status(body.ticket)).toBe(403);
    const { body: own } = await ticketOf(host.token);
    expect(await status(own.ticket)).toBe(200);
    timed.advance(600_000);
    expect(await status(own.ticket)).toBe(401);
    expect(timed.lines.join("")).not.toContain(own.ticket);
  });
});
