import { expect, test } from "bun:test";
import type { LogEvent } from "#protocol/frames";
import { Backlog } from "./backlog.ts";

test("E92: the page takes older messages in parts, the newest first, and is told of the next part after each", () => {
  const events = Array.from({ length: 400 }, (_, at) => ({ type: "chat", seq: at + 1 }) as LogEvent);
  const waiting: (() => void)[] = [];
  const posted: string[] = [];
  const backlog = new Backlog({
    readTo: Number.POSITIVE_INFINITY,
    open: (event) => event,
    after: (_, run) => waiting.push(run),
    post: ({ type }) => posted.push(type),
  });
  const finish = () => {
    for (let run = waiting.shift(); run !== undefined; run = waiting.shift()) run();
  };
  let before = backlog.begin(events)[0]?.seq ?? 0;
  const parts: unknown[] = [];
  for (finish(); posted.length > parts.length; finish()) {
    const part = backlog.take(before);
    parts.push([part?.messages[0]?.seq, part?.messages.at(-1)?.seq, part?.more]);
    before = part?.messages[0]?.seq ?? 0;
  }
  expect(parts).toEqual([
    [201, 360, true],
    [41, 200, true],
    [1, 40, false],
  ]);
  expect(backlog.take(1)).toBeUndefined();
  expect(posted).toEqual(["older", "older", "older"]);
});

test("E99: all who wait for older messages to be opened go on then, also where those were replaced by none", async () => {
  const events = Array.from({ length: 100 }, (_, at) => ({ type: "chat", seq: at + 1 }) as LogEvent);
  const after = (_: number, run: () => void) => setImmediate(run);
  const backlog = new Backlog({ readTo: Number.POSITIVE_INFINITY, open: (event) => event, after, post: () => {} });
  backlog.begin(events);
  await Promise.all([backlog.pause(), backlog.pause()]);

  // Its turn has come, and it waits for what is never opened.
  const turns: (() => void)[] = [];
  const slow = new Backlog({
    readTo: Number.POSITIVE_INFINITY,
    open: (event) => event,
    after: (_, run) => turns.push(run),
    post: () => {},
  });
  const waits = slow.pause();
  slow.begin(events);
  turns.shift()?.();
  await Promise.resolve();
  slow.begin(events.slice(0, 10));
  await waits;
});
