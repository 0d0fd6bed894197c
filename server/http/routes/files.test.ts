import { afterAll, describe, expect, test } from "bun:test";
import { connect } from "node:net";
import { startTestServer } from "../../testing/test-server.ts";
import { createUploads, json, PNG, randomBytes as random } from "../../testing/upload-client.ts";

const server = await startTestServer({ LIMITS: "off", MAX_FILE: "2m" });
afterAll(server.stop);
const { client, ask } = server;
const { put, roomWith } = createUploads(client);

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
    const part = (fileName: string, text: string) =>
      `--b\r\nContent-Disposition: form-data; name="file"; filename="${fileName}"\r\n\r\n${text}\r\n`;
    const sendParts = (...parts: string[]) => post(`${parts.join("")}--b--`, "multipart/form-data; boundary=b");
    expect(await sendParts(part("", ""))).toMatchObject({ status: 400, error: { message: "The form has no file." } });
    const nothing = Array.from({ length: 12 }, () => part("", ""));
    const { files } = await sendParts(...nothing, part("empty.txt", ""), part("", "text"));
    expect(files).toMatchObject([
      { name: "empty.txt", bytes: 0 },
      { name: "file", bytes: 4 },
    ]);
  });

  test("F45: a visitor sends 64 files at a time, and others go on", async () => {
    await using limited = await startTestServer({ TRUST_PROXY: "on" });
    const { token } = await limited.client.session("Ada");
    const { room } = await limited.client.room({}, token);
    const send = (body: BodyInit, from: string) => {
      const headers = { authorization: `Bearer ${token}`, "x-forwarded-for": from };
      return fetch(limited.client.address(`api/rooms/${room.code}/files/a`), { method: "PUT", body, headers });
    };
    const ends: (() => void)[] = [];
    const hanging = Array.from({ length: 64 }, () => {
      const start = (out: ReadableStreamDefaultController) => {
        out.enqueue(new Uint8Array(5));
        ends.push(() => out.close());
      };
      return send(new ReadableStream({ start }), "192.0.2.1");
    });
    while (limited.node.rooms.files.bytes < 64 * 5) await Bun.sleep(1);
    expect(await json(send("more", "192.0.2.1"))).toMatchObject({ status: 429, error: { code: "slow_down" } });
    expect(await json(send("more", "192.0.2.2"))).toMatchObject({ status: 201 });
    ends.pop()?.();
    expect((await hanging.pop())?.status).toBe(201);
    expect(await json(send("more", "192.0.2.1"))).toMatchObject({ status: 201 });
    for (const end of ends) end();
    for (const one of hanging) expect((await one).status).toBe(201);
  });
});
