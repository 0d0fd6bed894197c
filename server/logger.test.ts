import { expect, test } from "bun:test";
import { createLogger } from "./logger.ts";

function logged(format: "text" | "json", use: (logger: ReturnType<typeof createLogger>) => void): string[] {
  const lines: string[] = [];
  use(
    createLogger(
      format,
      (line) => lines.push(line),
      () => Date.UTC(2026, 0, 2, 3, 4, 5, 6),
    ),
  );
  return lines;
}

test("I6: a text line has time, level, message and numbers", () => {
  const lines = logged("text", (logger) => {
    logger.info("listening", { port: 8080, tls: false });
    logger.warn("memory_full");
  });
  expect(lines).toEqual([
    "2026-01-02T03:04:05.006Z info listening port=8080 tls=false\n",
    "2026-01-02T03:04:05.006Z warn memory_full\n",
  ]);
});

test("N32: a JSON line has the same", () => {
  const [line = ""] = logged("json", (logger) => logger.info("listening", { port: 8080 }));
  expect(JSON.parse(line)).toEqual({
    time: "2026-01-02T03:04:05.006Z",
    level: "info",
    message: "listening",
    port: 8080,
  });
});

test("I6: a fault has its id and its stack, in one line", () => {
  const error = new Error("two\nlines");
  for (const format of ["text", "json"] as const) {
    const [line = ""] = logged(format, (logger) => logger.fault("f-17", "socket", error));
    expect(line).toContain("f-17");
    expect(line).toContain("two\\nlines");
    expect(line.trimEnd()).not.toContain("\n");
  }
});

test("I6: a thrown value that is no error is logged as well", () => {
  expect(logged("text", (logger) => logger.fault("f-1", "tick", undefined))[0]).toEndWith(
    "where=tick error=undefined\n",
  );
});

test("N33: what an error quotes is not logged, for it may be what somebody wrote; the system's paths are", () => {
  const failures = [
    () => JSON.parse("Annabel was here"),
    () => JSON.parse('{"a": "Annabel" "Annabel"}'),
    () => new URL("http://Annabel:x:y"),
    () => BigInt("Annabel"),
    () => {
      throw new Error("can't read 'Annabel said \"it's\"', which isn't much");
    },
    () => {
      throw "no error but `Annabel`";
    },
  ];
  for (const fail of failures) {
    let thrown: unknown;
    try {
      fail();
    } catch (error) {
      thrown = error;
    }
    const [line = ""] = logged("json", (logger) => logger.fault("f-1", "http", thrown));
    expect(line).not.toContain("Annabel");
    expect(JSON.parse(line).error.length).toBeGreaterThan(10);
  }
  const full = Object.assign(new Error("ENOSPC: no space left on device, write '/data/mayfly.db'"), { code: "ENOSPC" });
  expect(logged("text", (logger) => logger.fault("f-2", "journal", full))[0]).toContain("/data/mayfly.db");
});
