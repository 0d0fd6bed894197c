import { afterAll, describe, expect, test } from "bun:test";
import { connect } from "node:net";
import { FakeClock } from "../../testing/fake-clock.ts";
import { startTestServer } from "../../testing/test-server.ts";
import { chunkedBodyOf, createUploads, json, PNG, randomBytes as random } from "../../testing/upload-client.ts";

const server = await startTestServer({ LIMITS: "off", MAX_FILE: "2m" });
afterAll(server.stop);
const { client, ask } = server;
const { put, roomWith } = createUploads(client);

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
    for (const ticket of forged) expect([ticket, await status(ticket, openFile.url)]).toEqual([ticket, 401]);
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

  test("F21: who takes 2 KB a second, with a pause of a minute, gets all of a file, though it takes hours", async () => {
    const clock = new FakeClock();
    const settings = { LIMITS: "off", MAX_FILE: "24m", MAX_FILE_MEMORY: "64m" };
    await using timed = await startTestServer(settings, { clock });
    const uploads = createUploads(timed.client);
    const { code, token } = await uploads.roomWith();
    const bytes = random(24 << 20);
    const { file } = await json(uploads.put(code, "a.bin", bytes, token, { "mayfly-message": "" }));
    const socket = connect(timed.port, "127.0.0.1");
    socket.write(`GET /${file.url} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`);
    const parts: Buffer[] = [];
    const began = clock.now;
    let hasPaused = false;
    for await (const part of socket as AsyncIterable<Buffer>) {
      parts.push(part);
      timed.advance(Math.ceil(part.length / 2.048));
      if (!hasPaused) timed.advance(60_000);
      hasPaused = true;
    }
    expect(clock.now - began).toBeGreaterThan(3 * 3_600_000);
    expect(chunkedBodyOf(Buffer.concat(parts))?.equals(bytes)).toBe(true);
  });
});
