// While a worker waits for the server, it opens and verifies an event of its own again and again: engines compile what runs
// often, and what they have compiled opens the room's history in half the time.
import { drawBytes, type FillRandom } from "#protocol/e2ee/bytes";
import { openEvent, sealEvent } from "#protocol/e2ee/event";
import { decodeBody, encodeBody } from "#protocol/e2ee/event-body";
import { publicKeyOf, verifySignature } from "#protocol/e2ee/signatures";

/** A step is shorter than anybody notices who waits for it. */
const STEPS = 40;
const OPENED_IN_STEP = 8;

export type WarmUpPorts = {
  random: FillRandom;
  after(delayMs: number, run: () => void): void;
  /** Whether there is something to do. */
  isOver(): boolean;
};

/** Begins, and goes on step by step until it is over, or has been done often enough. */
export function warmUp({ random, after, isOver }: WarmUpPorts): void {
  const key = drawBytes(random, 32);
  const keys = {
    ...{ roomId: key, keyEpoch: 0, messages: key, metadata: key, files: key, wrapping: key },
    ...{ authentication: key, commitment: key, phrase: key },
  };
  const writer = { memberId: "me", signingKey: key, memberKey: publicKeyOf(key), session: key.subarray(0, 8) };
  const clear = { class: "chat" } as const;
  const body = encodeBody("chat", { text: "warm-up" });
  const sealed = sealEvent(
    keys,
    writer,
    { clear, counter: 0, seen: { seq: 0, head: key }, writtenAt: 0, body },
    random,
  );
  if (sealed === "too_large") return;

  function step(left: number): void {
    if (left === 0 || isOver() || sealed === "too_large") return;
    for (let count = 0; count < OPENED_IN_STEP; count++) {
      const opened = openEvent(() => keys, { ...clear, sender: "me" }, sealed.envelope);
      if (typeof opened === "string" || decodeBody("chat", opened.body) === undefined) return;
      if (count === 0) verifySignature(opened.signed);
    }
    after(0, () => step(left - 1));
  }
  // What a name may be is said by expressions that take long to compile.
  after(0, () => void decodeBody("profile", encodeBody("profile", { name: "me", avatar: null })));
  after(0, () => step(STEPS));
}
