import { expect, test } from "bun:test";
import { CLAIM, type MediaAnswer } from "../browser/decrypted-media-messages.ts";
import { chunkEnd, NotReadable, type ReadableFile } from "./file-reading.ts";
import { createMediaStream } from "./media-stream.ts";

const BASE = new URL("https://host/base/");

/** A page whose service worker asks it. */
function setUp(type: string, damagedAt = Number.POSITIVE_INFINITY) {
  const told: unknown[] = [];
  const container = Object.assign(new EventTarget(), {
    controller: null as unknown,
    ready: Promise.resolve({ active: { postMessage: (message: unknown) => told.push(message) } }),
    startMessages: () => {},
  });
  let opened = 0;
  const file: ReadableFile = {
    description: { name: "film", type, bytes: 3_000_000 },
    close: () => {},
    async *read(start, end) {
      if (end > damagedAt) throw new NotReadable("damaged");
      yield new Uint8Array(end - start).fill(start % 251);
    },
  };
  const media = createMediaStream({
    base: BASE,
    container: container as unknown as ServiceWorkerContainer,
    async open(id) {
      opened += 1;
      if (id !== "f1") throw new NotReadable("gone");
      return file;
    },
  });
  const ask = (id: string, start: number) =>
    new Promise<MediaAnswer>((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = ({ data }) => {
        port1.close();
        resolve(data);
      };
      const data = { type: "decrypt", id, start };
      container.dispatchEvent(new MessageEvent("message", { data, ports: [port2] }));
    });
  return { media, container, told, ask, opened: () => opened };
}

test("E74: films have an address once the service worker has the page, and are handed out in whole chunks", async () => {
  const { media, container, told, ask, opened } = setUp("video/mp4");
  expect(media.addressOf("f1")).toBeUndefined();
  await container.ready;
  expect(told).toEqual([CLAIM]);
  container.controller = {};
  container.dispatchEvent(new Event("controllerchange"));
  expect(media.addressOf("f 1")).toBe("https://host/base/decrypted/f%201");
  const { about, bytes } = await ask("f1", 10);
  expect(about).toEqual({ bytes: 3_000_000, type: "video/mp4" });
  expect(bytes?.length).toBe(chunkEnd(1_000_010) - 10);
  expect((chunkEnd(1_000_010) + 1024) % 65_536).toBe(0);
  await ask("f1", 2_000_000);
  expect(opened()).toBe(1);
  media.end();
});

test("E75: what doesn't play isn't handed out to a player, nor what is damaged or unknown", async () => {
  for (const type of ["text/html", "image/svg+xml", "image/png", "application/octet-stream"]) {
    const { media, ask } = setUp(type);
    expect(await ask("f1", 0)).toEqual({});
    media.end();
  }
  const { media, ask } = setUp("video/mp4", 1_500_000);
  expect((await ask("f1", 0)).bytes).toBeDefined();
  expect(await ask("f1", 1_000_000)).toEqual({});
  expect(await ask("f2", 0)).toEqual({});
  media.end();
});
