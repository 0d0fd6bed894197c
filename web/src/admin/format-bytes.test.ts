import { expect, test } from "bun:test";
import { formatBytes } from "./format-bytes.ts";

test("S18: a size is written in the largest unit of which it has one", () => {
  const plain = (bytes: number) => formatBytes(bytes).replace(/\s/g, " ");
  expect([0, 512, 3481, 1023 * 1024].map(plain)).toEqual(["0 kB", "0.5 kB", "3.4 kB", "1,020 kB"]);
  expect([2 ** 20, 256 * 2 ** 20, 1.5 * 2 ** 30, 5000 * 2 ** 30].map(plain)).toEqual([
    "1 MB",
    "256 MB",
    "1.5 GB",
    "5,000 GB",
  ]);
});
