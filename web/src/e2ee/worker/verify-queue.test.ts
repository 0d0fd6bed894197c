import { expect, test } from "bun:test";
import { HistoryChecker } from "#protocol/e2ee/history-checker";
import { createEncryptedRoom, createWriter, openSaid, say } from "../../../../server/testing/encrypted-room.ts";
import type { ToVerify } from "./event-opener.ts";
import { VerifyQueue } from "./verify-queue.ts";

const room = createEncryptedRoom(1);
const [ann, eve] = [createWriter("ann", room.random), createWriter("eve", room.random)];
const item = (seq: number, writer = ann): ToVerify => {
  const opened = openSaid(room, say(room, writer, { text: `Message ${seq}` }, { counter: seq }));
  if (typeof opened === "string") throw new Error(opened);
  return { event: opened, seq };
};

/** A queue whose pauses the test ends, and what it said. */
function createQueue(subtle?: SubtleCrypto) {
  const said: string[] = [];
  const pauses: (() => void)[] = [];
  const queue = new VerifyQueue({
    checker: () => new HistoryChecker(room.keys.roomId),
    subtle,
    pause: () =>
      new Promise((resolve) => {
        pauses.push(resolve);
      }),
    failed: ({ seq }) => said.push(`${seq} failed`),
    verified: ({ seq }) => said.push(String(seq)),
  });
  const go = async () => {
    while (pauses.length === 0) await new Promise(setImmediate);
    pauses.shift()?.();
    while (pauses.length === 0) await new Promise(setImmediate);
  };
  return { queue, said, go };
}

test("E91: signatures are verified a few at a time, the newest first, with a pause for what comes meanwhile", async () => {
  const { queue, said, go } = createQueue();
  const forged = item(11, { ...eve, memberKey: ann.memberKey });
  for (const one of [...[4, 3, 2, 1, 12, 10, 9].map((seq) => item(seq)), forged]) queue.add(one);
  for (const seq of [8, 7, 6, 5]) queue.add(item(seq));
  await go();
  expect(said).toEqual(["12", "11 failed", "10", "9", "8", "7", "6", "5"]);
  // What comes while it waits is newer.
  queue.add(item(13));
  await go();
  expect(said.slice(8)).toEqual(["13", "4", "3", "2", "1"]);
});

test("E91: what is replaced while it is verified is not told of", async () => {
  const verifying: (() => void)[] = [];
  // WebCrypto, but for the time at which it answers.
  const verify: SubtleCrypto["verify"] = async (...given) => {
    if (said !== undefined) await new Promise<void>((resolve) => verifying.push(resolve));
    return crypto.subtle.verify(...given);
  };
  const importKey = crypto.subtle.importKey.bind(crypto.subtle);
  let said: readonly string[] | undefined;
  const created = createQueue({ importKey, verify } as unknown as SubtleCrypto);
  const { queue, go } = created;
  await new Promise(setImmediate);
  queue.add(item(1));
  queue.add(item(2));
  said = created.said;
  const running = go();
  while (verifying.length < 2) await new Promise(setImmediate);
  queue.clear();
  for (const answer of verifying.splice(0)) answer();
  await running;
  expect(said).toEqual([]);
});
