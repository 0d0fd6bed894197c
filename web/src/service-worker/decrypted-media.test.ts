import { expect, test } from "bun:test";
import type { MediaAnswer, MediaRequest } from "../browser/decrypted-media-messages.ts";
import { createDecryptedMedia } from "./decrypted-media.ts";

const SCOPE = "https://host/base/";
const content = Uint8Array.from({ length: 1000 }, (_, at) => at % 251);

/** A page that decrypts this much at once. */
function setUp(partBytes = 300, answer?: MediaAnswer) {
  const asked: number[] = [];
  const page = {
    postMessage({ start }: MediaRequest, [port]: Transferable[]) {
      asked.push(start);
      const about = { bytes: content.length, type: "video/mp4" };
      (port as MessagePort).postMessage(answer ?? { about, bytes: content.slice(start, start + partBytes) });
    },
  };
  const media = createDecryptedMedia({ scope: SCOPE, findClient: async (id) => (id === "page" ? page : undefined) });
  const request = (path: string, { range, destination = "video" }: { range?: string; destination?: string } = {}) => {
    const made = new Request(SCOPE + path, { headers: range === undefined ? {} : { range } });
    Object.defineProperty(made, "destination", { value: destination });
    return media.answer(made, "page");
  };
  return { asked, request, media };
}

test("E74: a player reads what it asks for, from any place, and no more is decrypted", async () => {
  const { asked, request } = setUp();
  const response = (await request("decrypted/f1", { range: "bytes=500-" })) as Response;
  expect([response.status, response.headers.get("content-range")]).toEqual([206, "bytes 500-999/1000"]);
  expect(response.headers.get("content-type")).toBe("video/mp4");
  expect(asked).toEqual([500]);
  expect(new Uint8Array(await response.arrayBuffer())).toEqual(content.slice(500));
  expect(asked).toEqual([500, 800]);
  const part = (await request("decrypted/f1", { range: "bytes=0-1" })) as Response;
  expect([part.status, part.headers.get("content-length")]).toEqual([206, "2"]);
  expect(new Uint8Array(await part.arrayBuffer())).toEqual(content.slice(0, 2));
  const whole = (await request("decrypted/f1")) as Response;
  expect([whole.status, new Uint8Array(await whole.arrayBuffer())]).toEqual([200, content]);
  expect(((await request("decrypted/f1", { range: "bytes=1000-" })) as Response).status).toBe(416);
});

test("E75: nothing but what plays is answered, and what can't be read is nothing", async () => {
  const { asked, request, media } = setUp();
  for (const destination of ["document", "iframe", "script", "image", "", "worker", "object"])
    expect(((await request("decrypted/f1", { destination })) as Response).status).toBe(403);
  expect(asked).toEqual([]);
  expect(request("assets/x.js")).toBeUndefined();
  expect(media.answer(new Request(`${SCOPE}decrypted/f1`, { method: "POST" }), "page")).toBeUndefined();
  expect(((await setUp(1, {}).request("decrypted/f1")) as Response).status).toBe(404);
  const damaged = setUp(300, { about: { bytes: 1000, type: "video/mp4" } });
  await expect(((await damaged.request("decrypted/f1")) as Response).arrayBuffer()).rejects.toThrow("read");
});
