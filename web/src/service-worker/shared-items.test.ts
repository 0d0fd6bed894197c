import { describe, expect, test } from "bun:test";
import { createSharedItems, joinTexts } from "./shared-items.ts";

const SCOPE = "https://host/chat/";

/** As much of CacheStorage as is used. @param isFull whether nothing more can be stored */
function phone({ isFull = false } = {}) {
  const stored = new Map<string, Map<string, Response>>([["mayfly:/chat/:v1", new Map()]]);
  const caches = {
    async open(name: string) {
      const entries = stored.get(name) ?? new Map<string, Response>();
      stored.set(name, entries);
      return {
        match: async (address: string) => entries.get(address)?.clone(),
        async put(address: string, response: Response) {
          if (isFull) throw new DOMException("full", "QuotaExceededError");
          entries.set(address, response);
        },
      };
    },
    delete: async (name: string) => stored.delete(name),
    has: async (name: string) => stored.has(name),
  };
  const clock = { now: 1_700_000_000_000 };
  const items = createSharedItems({ scope: SCOPE, caches: caches as unknown as CacheStorage, now: () => clock.now });
  const share = (fields: Readonly<Record<string, string | File>>, path = "share.target") => {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    return items.answer(new Request(SCOPE + path, { method: "POST", body: form }));
  };
  return { items, share, clock, names: () => [...stored.keys()] };
}

const picture = () => new File(["pixels"], "garden.png", { type: "image/png" });

describe("what is shared with the client", () => {
  test("F58: is stored, and the lobby opens; a room takes it once", async () => {
    const { items, share, names } = phone();
    const answer = await share({ files: picture(), title: "Garden", text: "Look" });
    expect([answer?.status, answer?.headers.get("location")]).toEqual([303, `${SCOPE}#shared`]);
    expect((await items.read())?.text).toBe("Garden\nLook");
    const taken = await items.take();
    const [file] = taken?.files ?? [];
    expect([file?.name, file?.type, await file?.text()]).toEqual(["garden.png", "image/png", "pixels"]);
    expect([await items.take(), names()]).toEqual([undefined, ["mayfly:/chat/:v1"]]);
  });

  test("F59: is there for ten minutes, and only the last of it", async () => {
    const { items, share, clock, names } = phone();
    await share({ text: "first" });
    await share({ text: "second" });
    clock.now += 10 * 60_000 - 1;
    expect((await items.read())?.text).toBe("second");
    clock.now += 1;
    expect([await items.read(), names()]).toEqual([undefined, ["mayfly:/chat/:v1"]]);
    await share({ text: "third" });
    clock.now -= 1;
    expect(await items.read()).toBeUndefined();
  });

  test("F60: leads to the lobby too when there is nothing, or no space for it, and leaves nothing", async () => {
    for (const [{ items, share, names }, fields] of [
      [phone(), { title: " " }],
      [phone({ isFull: true }), { files: picture() }],
    ] as const) {
      expect((await share(fields))?.headers.get("location")).toBe(`${SCOPE}#shared`);
      expect([await items.read(), names()]).toEqual([undefined, ["mayfly:/chat/:v1"]]);
    }
  });

  test("F58: other requests are none of its business", () => {
    const { items, share } = phone();
    for (const path of ["", "share.target/x", "api/share.target"]) expect(share({ text: "x" }, path)).toBeUndefined();
    expect(items.answer(new Request(`${SCOPE}share.target`))).toBeUndefined();
    expect(items.answer(new Request("https://other/chat/share.target", { method: "POST" }))).toBeUndefined();
  });

  test("F58: texts that repeat one another become one", () => {
    const link = "https://example.org/";
    expect(joinTexts(["Garden", `Garden, seen at ${link}`, link])).toBe(`Garden, seen at ${link}`);
    expect(joinTexts(["Garden", "", link])).toBe(`Garden\n${link}`);
    expect(joinTexts(["same", "same", " same "])).toBe("same");
    expect(joinTexts([])).toBe("");
  });
});
