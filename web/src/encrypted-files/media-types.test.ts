import { expect, test } from "bun:test";
import { isMedia, plainType, safeType } from "./media-types.ts";

test("E75: only pictures, sound and films that browsers don't run keep their type", () => {
  for (const type of ["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "audio/webm", "video/mp4"])
    expect(safeType(type)).toBe(type);
  const dangerous = [
    ...["text/html", "image/svg+xml", "application/xhtml+xml", "text/xml", "application/pdf", "text/javascript"],
    ...[
      "TEXT/HTML",
      "image/png, text/html",
      "text/html;image/png",
      "image/png\ntext/html",
      "",
      "text/plain",
      "image/png/x",
    ],
  ];
  for (const type of dangerous) expect(safeType(type)).toBe("application/octet-stream");
  expect(safeType("image/png; charset=utf-8")).toBe("image/png");
  expect(safeType("image/jpeg;purpose=thumbnail")).toBe("image/jpeg");
  expect(["video/mp4", "audio/mpeg", "image/png", "text/html"].filter(isMedia)).toEqual(["video/mp4", "audio/mpeg"]);
});

test("E72: what browsers call a type by other names has one", () => {
  expect(["audio/x-m4a", "audio/webm;codecs=opus", "IMAGE/JPG", "", "none"].map(plainType)).toEqual([
    ...["audio/mp4", "audio/webm", "image/jpeg", "application/octet-stream", "application/octet-stream"],
  ]);
});
