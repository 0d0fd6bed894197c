import { expect, test } from "bun:test";
import fc from "fast-check";
import { Refusal } from "#protocol/error-codes";
import { boundaryOf, readForm } from "./multipart.ts";

/** Hands out bytes in pieces of these lengths, over and over. */
function inPieces(bytes: Buffer, lengths: readonly number[]) {
  let at = 0;
  let turn = 0;
  return () => {
    const length = lengths[turn++ % lengths.length] ?? 1;
    const piece = bytes.subarray(at, at + length);
    at += length;
    return Promise.resolve(piece.length === 0 ? undefined : piece);
  };
}

async function partsOf(bytes: Buffer, boundary: string, lengths: readonly number[] = [bytes.length]) {
  const parts: [name: string, fileName: string | undefined, text: string][] = [];
  for await (const { name, fileName, chunks } of readForm(inPieces(bytes, lengths), boundary)) {
    const content: Buffer[] = [];
    for await (const chunk of chunks) content.push(Buffer.from(chunk));
    parts.push([name, fileName, Buffer.concat(content).toString("latin1")]);
  }
  return parts;
}
const part = (disposition: string, content: string) =>
  `--b\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n${content}\r\n`;

test("F8: a form is read the same in whatever pieces it comes, with anything in its parts but the boundary itself", async () => {
  const content = fc.string({
    unit: fc.constantFrom("\r", "\n", "-", "\r\n--", "b", "\r\n--c", "x".repeat(50), "\xff", "\0"),
  });
  const lengths = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(fc.array(content, { maxLength: 4 }), lengths, async (contents, pieces) => {
      const safe = contents.map((text) => `${text}.`.replaceAll("\r\n--b", "\r\n--!"));
      const form = Buffer.from(
        `${safe.map((text, at) => part(`name="f${at}"; filename="${at}.txt"`, text)).join("")}--b--\r\nafter`,
        "latin1",
      );
      expect(await partsOf(form, "b", pieces)).toEqual(safe.map((text, at) => [`f${at}`, `${at}.txt`, text]));
    }),
  );
});

test("F8: names are read as browsers and curl write them; what nobody reads is passed over", async () => {
  const form = [
    "a preamble\r\n",
    part('name="file"; filename="it\\"s.txt"', "one"),
    part('name="file"; filename="%22é%22.txt"', "two"),
    part('name="message"', "three"),
    "--b--",
  ].join("");
  const bytes = Buffer.from(form);
  expect((await partsOf(bytes, "b")).map(([name, fileName]) => [name, fileName])).toEqual([
    ["file", 'it"s.txt'],
    ["file", '"é".txt'],
    ["message", undefined],
  ]);
  const names: string[] = [];
  for await (const { fileName } of readForm(inPieces(bytes, [7]), "b")) names.push(fileName ?? "");
  expect(names).toHaveLength(3);
  expect(boundaryOf('multipart/form-data; charset=x; boundary="a b"')).toBe("a b");
  expect(boundaryOf("multipart/form-data; boundary=----x; y=1")).toBe("----x");
  for (const type of [null, "multipart/mixed; boundary=b", "multipart/form-data", "multipart/form-data; boundary="]) {
    expect(boundaryOf(type)).toBeUndefined();
  }
});

test("F8: a form that ends early, or whose lines don't, is refused without reading on", async () => {
  const problem = (text: string) =>
    partsOf(Buffer.from(text), "b", [1000]).catch((error) => error instanceof Refusal && error.code);
  const long = "x".repeat(200_000);
  for (const text of [
    "",
    "no boundary",
    "--b",
    "--b\r\n\r\n",
    part('name="a"', "x"),
    `--b${long}`,
    `--b\r\nx: ${long}`,
  ]) {
    expect([text.slice(0, 20), await problem(text)]).toEqual([text.slice(0, 20), "malformed"]);
  }
});
