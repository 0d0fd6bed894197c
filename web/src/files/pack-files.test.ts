import { describe, expect, test } from "bun:test";
import { distinctNames, zipStream } from "./pack-files.ts";

const listed = (name: string, url: string, bytes = 3) => ({
  ...{ id: url, name, type: "text/plain", bytes, url },
  ...{ messageId: "m", userId: "u" },
});

describe("a zip of files", () => {
  test("F43: no two of its files have the same name", () => {
    expect(distinctNames(["a.txt", "A.TXT", "a.txt", "a (2).txt", ".env", ".env"])).toEqual([
      ...["a.txt", "A (2).TXT", "a (3).txt", "a (2) (2).txt", ".env", ".env (2)"],
    ]);
  });

  test("F43: each file is read only when the one before it is packed", async () => {
    const opened: string[] = [];
    const progress: number[] = [];
    const ports = {
      async fetch(url: string) {
        opened.push(url);
        return new Response("abc");
      },
      onProgress: (bytes: number) => progress.push(bytes),
    };
    const zip = zipStream([listed("one", "1"), listed("two", "2")], ports, new AbortController().signal);
    const text = await new Response(zip).text();
    expect(opened).toEqual(["1", "2"]);
    expect(progress.at(-1)).toBe(6);
    expect(text.slice(0, 4)).toBe("PK\x03\x04");
    expect(text.includes("two")).toBe(true);
  });

  test("F43: it fails as a whole when a file can't be read", async () => {
    const ports = {
      fetch: async () => new Response("gone", { status: 404 }),
      onProgress: () => {},
    };
    const zip = zipStream([listed("one", "1")], ports, new AbortController().signal);
    await expect(new Response(zip).arrayBuffer()).rejects.toThrow("404");
  });

  test("F43: a zip that is given up, or can't be saved, leaves no file being read", async () => {
    for (const giveUp of ["by the saver", "by the page"] as const) {
      const stop = new AbortController();
      let opened = 0;
      let ended = 0;
      const ports = {
        async fetch(_: string, signal: AbortSignal) {
          opened += 1;
          // Goes on for ever, as a long film does.
          const body = new ReadableStream<Uint8Array>({
            start: (controller) =>
              signal.addEventListener("abort", () => {
                ended += 1;
                controller.error(signal.reason);
              }),
            pull: (controller) => controller.enqueue(new Uint8Array(1000)),
          });
          return new Response(body);
        },
        onProgress: () => {},
      };
      const zip = zipStream([listed("one", "1"), listed("two", "2")], ports, stop.signal).getReader();
      await zip.read();
      await zip.read();
      if (giveUp === "by the saver") {
        await zip.cancel(new Error("the disk is full"));
      } else {
        stop.abort(new Error("the dialog was closed"));
        const readOn = async () => {
          for (let part = await zip.read(); !part.done; part = await zip.read());
        };
        await expect(readOn()).rejects.toThrow("the dialog was closed");
      }
      expect([opened, ended]).toEqual([1, 1]);
    }
  });
});
