// Group commit against a journal that holds, fails and answers late.
import { beforeEach, describe, expect, test } from "bun:test";
import { FakeCommitterPorts, FakeJournal, turnEventLoop } from "../../testing/fake-journal.ts";
import { GroupCommit, type Job } from "./group-commit.ts";
import type { JournalWrite } from "./journal.ts";

let journal: FakeJournal;
let ports: FakeCommitterPorts;
let committer: GroupCommit;
let outcomes: string[];

beforeEach(() => {
  journal = new FakeJournal();
  ports = new FakeCommitterPorts();
  committer = new GroupCommit(journal, ports, 10_000);
  outcomes = [];
});

const event = (seq: number): JournalWrite => ["event", "e", seq, `text ${seq}`, null, ""];
const rewrite = (seq: number): JournalWrite => ["rewrite", "e", seq, ""];
const job =
  (seq: number): Job =>
  () => ({
    writes: [event(seq)],
    onWritten: () => outcomes.push(`done ${seq}`),
    onFailed: () => outcomes.push(`failed ${seq}`),
  });

const add = (seq: number, bytes = 1) => committer.add(job(seq), bytes);

describe("a batch", () => {
  test("J1: all of one turn goes together, and nothing is told before it is written", async () => {
    for (const seq of [1, 2, 3]) add(seq);
    expect(journal.pendingBatch).toBeUndefined();
    await turnEventLoop();
    expect(journal.pendingBatch).toEqual([event(1), event(2), event(3)]);
    expect(outcomes).toEqual([]);
    await journal.succeed();
    expect(outcomes).toEqual(["done 1", "done 2", "done 3"]);
  });

  test("J1: one is under way at a time; what comes meanwhile is the next, in its order", async () => {
    add(1);
    await turnEventLoop();
    for (const seq of [2, 3]) {
      add(seq);
      await turnEventLoop();
    }
    expect(journal.pendingBatch).toEqual([event(1)]);
    await journal.succeed();
    await turnEventLoop();
    expect(journal.pendingBatch).toEqual([event(2), event(3)]);
    await journal.succeed();
    expect(outcomes).toEqual(["done 1", "done 2", "done 3"]);
    expect(journal.pendingBatch).toBeUndefined();
  });

  test("J1: it takes 1,024 at most, and what is left follows", async () => {
    for (let seq = 1; seq <= 1500; seq++) add(seq);
    await journal.succeed();
    await journal.succeed();
    expect(journal.written.map(({ length }) => length)).toEqual([1024, 476]);
    expect(outcomes).toHaveLength(1500);
  });

  test("J1, J4: one is under way at a time, also when it is time to try again while another is gathered", async () => {
    add(1);
    await journal.fail();
    add(2);
    await ports.runScheduled();
    await journal.succeed();
    expect([journal.written, journal.pendingBatch]).toEqual([[[event(2)]], undefined]);
  });

  const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

  test("J1: what each turn of the loop brings goes along with what waits", async () => {
    let most = 0;
    // On a busy machine a few turns can take longer than it waits.
    for (let tried = 0; tried < 50 && most < 4; tried++) {
      for (const seq of [1, 3]) {
        add(seq);
        add(seq + 1);
        await nextTurn();
      }
      await turnEventLoop();
      most = Math.max(most, journal.pendingBatch?.length ?? 0);
      while (journal.pendingBatch !== undefined) await journal.succeed();
    }
    expect(most).toBe(4);
  });

  test("J1: it doesn't wait for ever, though every turn brings more", async () => {
    let seq = 0;
    for (; seq < 5000 && journal.pendingBatch === undefined; await nextTurn()) {
      add(++seq);
      add(++seq);
    }
    expect(journal.pendingBatch?.length).toBeWithin(2, 1025);
  });

  test("J1: a job with nothing left to write writes nothing", async () => {
    committer.add(() => undefined, 1);
    await turnEventLoop();
    expect(journal.pendingBatch).toBeUndefined();
    add(1);
    await journal.succeed();
    expect(outcomes).toEqual(["done 1"]);
  });

  test("J3: chores go before what was asked for with them", async () => {
    committer.addBackgroundWrite(rewrite(1));
    add(2);
    committer.addBackgroundWrite(rewrite(3));
    await journal.succeed();
    expect(journal.written).toEqual([[rewrite(1), rewrite(3), event(2)]]);
  });

  test("J3: without anything they could go with, chores go after a while, and at once where somebody waits", async () => {
    committer.addBackgroundWrite(rewrite(1));
    await turnEventLoop();
    expect(journal.pendingBatch).toBeUndefined();
    await ports.runScheduled();
    await journal.succeed();
    committer.addBackgroundWrite(rewrite(2), (isDone) => outcomes.push(`told ${isDone}`));
    await journal.succeed();
    expect([journal.written, outcomes]).toEqual([[[rewrite(1)], [rewrite(2)]], ["told true"]]);
    await ports.runScheduled();
    expect(journal.pendingBatch).toBeUndefined();
  });

  test("J3: chores whose time comes while a batch is under way go after it", async () => {
    add(1);
    await turnEventLoop();
    committer.addBackgroundWrite(rewrite(2));
    await ports.runScheduled();
    await journal.succeed();
    await journal.succeed();
    expect(journal.written).toEqual([[event(1)], [rewrite(2)]]);
  });
});

describe("trouble", () => {
  test("J4: a batch that fails has failed for all in it, and what came meanwhile is tried by itself", async () => {
    for (const seq of [1, 2]) add(seq);
    await turnEventLoop();
    add(3);
    await journal.fail();
    expect(outcomes).toEqual(["failed 1", "failed 2"]);
    await journal.succeed();
    expect(outcomes).toEqual(["failed 1", "failed 2", "done 3"]);
  });

  test("J4: it is told once when it begins and once when it ends", async () => {
    const disk = new Error("disk full");
    for (const seq of [1, 2, 3]) {
      add(seq);
      await journal.fail(disk);
    }
    expect([ports.reported, committer.isHealthy]).toEqual([[disk], false]);
    add(4);
    await journal.succeed();
    expect([ports.reported, committer.isHealthy]).toEqual([[disk, undefined], true]);
  });

  test("J4: with nobody asking, writing is tried again and again until it works", async () => {
    add(1);
    await journal.fail();
    for (let time = 0; time < 3; time++) {
      expect(journal.pendingBatch).toBeUndefined();
      await ports.runScheduled();
      expect(journal.pendingBatch).toEqual([]);
      await journal.fail();
    }
    await ports.runScheduled();
    await journal.succeed();
    expect(committer.isHealthy).toBe(true);
    await ports.runScheduled();
    expect(journal.pendingBatch).toBeUndefined();
  });

  test("J4, J3: chores whose time comes while writing is tried again go as soon as it works", async () => {
    add(1);
    await journal.fail();
    await ports.runScheduled();
    committer.addBackgroundWrite(rewrite(2));
    await ports.runScheduled();
    await journal.succeed();
    await journal.succeed();
    expect(journal.written).toEqual([[], [rewrite(2)]]);
  });

  test("J4: chores survive it, in their order and before any other", async () => {
    committer.addBackgroundWrite(rewrite(1));
    await ports.runScheduled();
    await journal.fail();
    committer.addBackgroundWrite(rewrite(2));
    await ports.runScheduled();
    expect(journal.pendingBatch).toEqual([rewrite(1), rewrite(2)]);
    await journal.fail();
    expect(journal.pendingBatch).toBeUndefined();
    add(3);
    await journal.succeed();
    expect(journal.written).toEqual([[rewrite(1), rewrite(2), event(3)]]);
  });
});

describe("a disk that hangs", () => {
  test("J7: what waits for it is bounded in bytes; beyond that nothing is taken until it writes again", async () => {
    expect([add(1, 4000), add(2, 4000)]).toEqual([true, true]);
    await turnEventLoop();
    // What is under way waits as well.
    expect([add(3, 3000), add(4, 2000), add(5, 1)]).toEqual([false, true, false]);
    expect([committer.isHealthy, ports.reported]).toEqual([false, [expect.any(Error)]]);
    await journal.succeed();
    expect([committer.isHealthy, ports.reported.length]).toEqual([true, 2]);
    expect(add(6, 8000)).toBe(true);
    await journal.succeed();
    expect(outcomes).toEqual(["done 1", "done 2", "done 4", "done 6"]);
    expect(add(7, 10_000)).toBe(true);
  });

  test("J7: what failed waits no more, and what is larger than the bound is written if nothing waits", async () => {
    expect(add(1, 90_000)).toBe(true);
    expect(add(2)).toBe(false);
    await journal.fail();
    expect(add(3, 90_000)).toBe(true);
    await journal.succeed();
    committer.add(() => undefined, 9000);
    await turnEventLoop();
    expect(add(4, 9000)).toBe(true);
    await journal.succeed();
    expect(outcomes).toEqual(["failed 1", "done 3", "done 4"]);
  });
});

describe("the end", () => {
  test("C5: closing writes what waits first", async () => {
    add(1);
    await turnEventLoop();
    add(2);
    committer.addBackgroundWrite(rewrite(1));
    let isClosed = false;
    const closing = committer.close().then(() => {
      isClosed = true;
    });
    await journal.succeed();
    expect([isClosed, journal.isClosed]).toEqual([false, false]);
    await journal.succeed();
    await closing;
    expect(journal.isClosed).toBe(true);
    expect(outcomes).toEqual(["done 1", "done 2"]);
  });

  test("C5: with nothing waiting it closes at once", async () => {
    await committer.close();
    expect(journal.isClosed).toBe(true);
  });

  test("C5: closing writes what the last batch brings with it", async () => {
    committer.add(
      () => ({
        writes: [event(1)],
        onWritten: () => committer.addBackgroundWrite(rewrite(1)),
        onFailed: () => {},
      }),
      1,
    );
    await turnEventLoop();
    const closing = committer.close();
    await journal.succeed();
    await journal.succeed();
    await closing;
    expect([journal.written, journal.isClosed]).toEqual([[[event(1)], [rewrite(1)]], true]);
  });

  test("J4: in trouble, closing tries the chores a last time, refuses what waits, and closes", async () => {
    committer.addBackgroundWrite(rewrite(1));
    await ports.runScheduled();
    await journal.fail();
    const closing = committer.close();
    add(2);
    await turnEventLoop();
    expect(journal.pendingBatch).toEqual([rewrite(1), event(2)]);
    await journal.fail();
    await closing;
    expect([outcomes, journal.isClosed]).toEqual([["failed 2"], true]);
  });
});
