import { expect, test } from "bun:test";
import type { FileView } from "#protocol/frames";
import { createFileRegister } from "./file-register.ts";

const view = (id: string): FileView => ({
  id,
  name: "file",
  type: "application/octet-stream",
  bytes: 4200,
  url: `api/rooms/abc/files/${id}/file`,
});
const about = { name: "sea.jpg", type: "image/jpeg", bytes: 900, width: 4, height: 3 };
const picture = { id: "f1", salt: "s1", about, thumbnail: { id: "f2", salt: "s2" } };

function createStore() {
  const values = new Map<string, string>();
  return {
    get: (key: string) => values.get(key) as string | undefined,
    set: (key: string, value: string) => void values.set(key, value),
  };
}

test("E72, E103: a message's files have the names, types and sizes that it says, and its thumbnails aren't among them", () => {
  const register = createFileRegister(createStore() as never, "files");
  const files = ["f1", "f2", "f3"].map(view);
  // The server can't know any of this.
  const claims = { name: "invoice.pdf", type: "image/png", width: 9, height: 9, seconds: 9 };
  const shown = register.read(
    files.map((file) => ({ ...file, ...claims })),
    [picture, { id: "f3", salt: "s3" }, { id: "f9", salt: "s9" }],
  );
  expect(shown).toEqual([{ ...view("f1"), ...about }, view("f3")]);
  expect(register.mention("f2")).toEqual(picture.thumbnail);
  expect(register.place(view("f2").url)?.id).toBe("f2");
  expect(["f1", "f2", "f3"].filter(register.isThumbnail)).toEqual(["f2"]);
});

test("E72: a message says of its files what was uploaded, after a reload too, and names no thumbnail that it hasn't", () => {
  const store = createStore();
  createFileRegister(store as never, "files").uploaded(picture);
  const reloaded = createFileRegister(store as never, "files");
  expect(reloaded.mentionsOf(["f1", "f2"])).toEqual([picture]);
  expect(reloaded.mentionsOf(["f1"])).toEqual([{ id: "f1", salt: "s1", about }]);
  reloaded.read([view("f1"), view("f2")], [picture]);
  expect(createFileRegister(store as never, "files").mentionsOf(["f1", "f2"])).toEqual([]);
});
