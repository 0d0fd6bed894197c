import { describe, expect, test } from "bun:test";
import { seededRandom } from "../../testing/seeded-random.ts";
import {
  judgeLatency,
  judgeMemoryAtRest,
  judgeRest,
  judgeTrends,
  type Latency,
  type LoadFigures,
  type RestFigures,
} from "./judge.ts";

const AT_REST: RestFigures = {
  memoryBytes: 120e6,
  descriptors: 18,
  threads: 10,
  timers: 1,
  rooms: 0,
  roomsCreated: 60,
  sockets: 0,
  streams: 0,
  accounts: 0,
  endedCodes: 60,
  events: 5_000,
  historyBytes: 0,
  fileBytes: 6e6,
  logBytes: 0,
  cpuMs: 30_000,
  usedBytes: 40_000,
  savedRooms: 0,
  chunks: 0,
  nonces: 0,
  savedAccounts: 0,
  tombs: 60,
};

/** The server at rest after 3,600 more rooms have ended. */
const AFTER: RestFigures = {
  ...AT_REST,
  memoryBytes: 140e6,
  threads: 12,
  roomsCreated: 3_660,
  endedCodes: 3_660,
  events: 5e6,
  fileBytes: 9e6,
  usedBytes: 400_000,
  tombs: 3_660,
};

describe("R12: at rest", () => {
  test("nothing is left but the codes of rooms that ended", () => {
    expect(judgeRest(AT_REST, AFTER)).toEqual([]);
    expect(judgeMemoryAtRest(AT_REST, AFTER)).toEqual([]);
  });

  const leaks: [Partial<RestFigures>, string][] = [
    [{ timers: 2 }, "The number of timers is 2 after the end; before the load it was 1."],
    [{ descriptors: 19 }, "The number of file descriptors is 19 after the end; before the load it was 18."],
    [{ rooms: 1 }, "The number of rooms is 1 after the end; before the load it was 0."],
    [{ sockets: 3 }, "The number of open sockets is 3 after the end; before the load it was 0."],
    [{ streams: 1 }, "The number of event streams is 1 after the end; before the load it was 0."],
    [{ accounts: 1, savedAccounts: 1 }, "The number of accounts is 1 after the end; before the load it was 0."],
    [{ historyBytes: 512 }, "The number of bytes of history is 512 after the end; before the load it was 0."],
    [{ logBytes: 4096 }, "The number of bytes of write-ahead log is 4096 after the end; before the load it was 0."],
    [{ savedRooms: 1 }, "The number of rooms in the data file is 1 after the end; before the load it was 0."],
    [{ chunks: 7 }, "The number of chunks of events in the data file is 7 after the end; before the load it was 0."],
    [{ nonces: 1 }, "The number of lists of nonces in the data file is 1 after the end; before the load it was 0."],
    [{ threads: 40 }, "There are 40 threads after the end; there were 10."],
    [{ usedBytes: 3e6 }, "The data file uses 3.0 MB more than before, which 3600 ended codes don't explain."],
    [{ endedCodes: 3_661 }, "3600 rooms ended, but 3601 more codes are remembered, and 3600 in the data file."],
    [{ tombs: 3_661 }, "3600 rooms ended, but 3600 more codes are remembered, and 3601 in the data file."],
  ];
  for (const [leak, sentence] of leaks) {
    test(`found: ${sentence}`, () => expect(judgeRest(AT_REST, { ...AFTER, ...leak })).toContain(sentence));
  }

  test("memory that stays is named", () => {
    expect(judgeMemoryAtRest(AT_REST, { ...AFTER, memoryBytes: 200e6 })).toEqual([
      "At rest the server has 200.0 MB of memory; before the load it had 120.0 MB.",
    ]);
  });

  test("what a system doesn't tell is not judged", () => {
    const untold = { memoryBytes: Number.NaN, descriptors: Number.NaN, threads: Number.NaN };
    expect(judgeRest({ ...AT_REST, ...untold }, { ...AFTER, ...untold })).toEqual([]);
    expect(judgeMemoryAtRest({ ...AT_REST, ...untold }, { ...AFTER, ...untold })).toEqual([]);
  });
});

describe("R12: under a steady load", () => {
  const MINUTES = 60;
  const EVERY_SECONDS = 5;

  /** A server as it was seen: filling in the first minutes, then level, with collections as they come. */
  function hour(leak: (seconds: number) => Partial<Record<keyof LoadFigures, number>> = () => ({})): LoadFigures[] {
    const random = seededRandom(12);
    return Array.from({ length: (MINUTES * 60) / EVERY_SECONDS }, (_, at) => {
      const seconds = at * EVERY_SECONDS;
      const warming = 1 - Math.exp(-seconds / 60);
      const figures: LoadFigures = {
        ...AT_REST,
        seconds,
        memoryBytes: 130e6 + 60e6 * warming + 40e6 * random(),
        timers: 150 + 30 * random(),
        descriptors: 230 + 20 * random(),
        sockets: 195 + 10 * random(),
        endedCodes: 60 + seconds,
        // The most that the rooms ever were rises ever more rarely.
        fileBytes: 12e6 * warming + 1e6 * Math.log(1 + seconds) + seconds * 100,
        logBytes: 6e6 * random(),
      };
      const more = Object.entries(leak(seconds)) as [keyof LoadFigures, number][];
      return { ...figures, ...Object.fromEntries(more.map(([name, value]) => [name, figures[name] + value])) };
    });
  }

  test("noise, warming up and a maximum that creeps are no growth", () => expect(judgeTrends(hour())).toEqual([]));

  test("a peak, and a level that is reached at once, are no growth", () => {
    expect(judgeTrends(hour((seconds) => ({ memoryBytes: seconds === 3_000 ? 300e6 : 0 })))).toEqual([]);
    expect(judgeTrends(hour((seconds) => ({ timers: seconds > 60 ? 100 : 0 })))).toEqual([]);
  });

  const leaks: [string, Parameters<typeof hour>[0], RegExp][] = [
    [
      "a megabyte a minute",
      (seconds) => ({ memoryBytes: seconds * 17e3 }),
      /^Memory grows .* by (4|5|6)\d\.\d MB in 5\d/,
    ],
    ["two timers a minute", (seconds) => ({ timers: seconds / 30 }), /^The number of timers grows/],
    [
      "three descriptors a minute",
      (seconds) => ({ descriptors: seconds / 20 }),
      /^The number of file descriptors grows/,
    ],
    ["sockets nobody closes", (seconds) => ({ sockets: seconds / 20 }), /^The number of open sockets grows/],
    ["rows that stay", (seconds) => ({ fileBytes: seconds * 10e3 }), /^The data file grows/],
    ["a log that is never emptied", (seconds) => ({ logBytes: seconds * 10e3 }), /^The write-ahead log grows/],
  ];
  for (const [name, leak, sentence] of leaks) {
    test(`${name}: found, and nothing else is`, () =>
      expect(judgeTrends(hour(leak))).toEqual([expect.stringMatching(sentence)]));
  }

  test("a run that is too short tells nothing", () => {
    expect(judgeTrends(hour((seconds) => ({ memoryBytes: seconds * 1e6 })).slice(0, 40))).toEqual([]);
  });

  test("latency may vary, and not double", () => {
    const second: Latency = { p50: 0.8, p99: 12, waitedShare: 0.1 };
    expect(judgeLatency(second, { ...second, p50: 1.4, p99: 30 })).toEqual([]);
    expect(judgeLatency(second, { ...second, p50: 2.4, p99: 40 })).toEqual([
      "Half of all messages arrived within 0.8 ms in the second minute, and within 2.4 in the last.",
      "Of 100 messages, 99 arrived within 12 ms in the second minute, and within 40 in the last.",
    ]);
  });

  test("what other programs took from the server isn't held against it", () => {
    const second: Latency = { p50: 0.8, p99: 12, waitedShare: 0.1 };
    expect(judgeLatency(second, { p50: 50, p99: 900, waitedShare: 0.6 })).toEqual([]);
    const untold = { ...second, waitedShare: Number.NaN };
    expect(judgeLatency(untold, { ...untold, p50: 50 })).toHaveLength(1);
  });
});
