// Changes events in every way somebody without the key can, 100,000 times in all. Not one of them may open.
import { describe, expect, test } from "bun:test";
import {
  createEncryptedRoom,
  createWriter,
  openSaid,
  rekeyed,
  type Said,
  say,
  taken,
} from "../../testing/encrypted-room.ts";
import { seededRandom } from "../../testing/seeded-random.ts";
import { concat, isEqual } from "./bytes.ts";
import { digestOf, type OpenedEvent, openEvent, type Writer } from "./event.ts";
import { type ClearFields, EVENT_CLASSES, type EventClass } from "./event-envelope.ts";
import { HistoryChecker } from "./history-checker.ts";

const room = createEncryptedRoom();
const second = rekeyed(room);
const other = createEncryptedRoom(2);
const writers = ["alice", "bob", "carol"].map((id) => createWriter(id, room.random));
const classes = Object.keys(EVENT_CLASSES) as EventClass[];

/** Events of several writers, sizes and clear fields. */
const events: Said[] = Array.from({ length: 24 }, (_, at) => {
  const writer = taken<Writer>(writers[at % writers.length]);
  const clear = {
    class: "chat",
    ...(at % 3 === 1 && { vanish: 60 + at }),
    ...(at % 4 === 1 && { files: [`f${at}`] }),
  } as const;
  return say(room, writer, { text: `Message ${at} ${".".repeat((at % 3) * 120)}` }, { clear, counter: at });
});
const pick = <T>(next: () => number, list: readonly T[]): T => list[Math.floor(next() * list.length)] as T;

/** Counts how many of so many attempts opened; each attempt answers whether it did. */
function countAccepted(attempts: number, attempt: (at: number) => boolean): number {
  let accepted = 0;
  for (let at = 0; at < attempts; at++) if (attempt(at)) accepted++;
  return accepted;
}

const opens = (said: Pick<Said, "clear" | "envelope">, keys = room.keys) =>
  typeof openEvent(() => keys, said.clear, said.envelope) !== "string";

describe("100,000 attempts", () => {
  test("E12: what is not changed opens", () => {
    expect(events.every((said) => opens(said))).toBe(true);
  });

  const flip = (envelope: Uint8Array, bit: number) => {
    envelope[bit >> 3] = (envelope[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  };
  const opensFlipped = ({ clear, envelope }: Said, bit: number) => {
    flip(envelope, bit);
    const isOpen = opens({ clear, envelope });
    flip(envelope, bit);
    return isOpen;
  };

  test("E12: 20,000 changed bits of headers, of tags, and of what is before them: 0 opened", () => {
    const accepted = countAccepted(20_000, (at) => {
      const said = pick(() => (at % events.length) / events.length, events);
      const bits = said.envelope.length * 8;
      const round = Math.floor(at / events.length);
      return opensFlipped(said, round % 2 === 0 ? (round / 2) % (41 * 8) : bits - 1 - round);
    });
    expect(accepted).toBe(0);
  });

  test("E12: 20,000 changed bits anywhere: 0 opened", () => {
    const next = seededRandom(1);
    const accepted = countAccepted(20_000, () => {
      const said = pick(next, events);
      return opensFlipped(said, Math.floor(next() * said.envelope.length * 8));
    });
    expect(accepted).toBe(0);
  });

  test("E12: 12,000 relabelled ones, another key epoch's and another room's keys among them: 0 opened", () => {
    const next = seededRandom(2);
    const relabel: ((clear: ClearFields) => ClearFields)[] = [
      (clear) => ({
        ...clear,
        class: pick(
          next,
          classes.filter((name) => name !== clear.class),
        ),
      }),
      (clear) => ({
        ...clear,
        sender: pick(
          next,
          ["alice", "bob", "carol", "dave"].filter((id) => id !== clear.sender),
        ),
      }),
      (clear) => ({ ...clear, about: `e${Math.floor(next() * 100)}` }),
      (clear) => ({ ...clear, files: [...(clear.files ?? []), `f${Math.floor(next() * 100)}`] }),
      (clear) => ({ ...clear, vanish: 1_000 + Math.floor(next() * 1_000) }),
    ];
    const accepted = countAccepted(12_000, (at) => {
      const { clear, envelope } = pick(next, events);
      const foreign = [second.keys, other.keys][at % 7];
      if (foreign !== undefined) return opens({ clear, envelope }, foreign);
      return opens({ clear: pick(next, relabel)(clear), envelope });
    });
    expect(accepted).toBe(0);
  });

  test("E12: 8,000 spliced from two: 0 opened", () => {
    const next = seededRandom(3);
    const accepted = countAccepted(8_000, () => {
      const one = pick(next, events);
      const two = pick(
        next,
        events.filter((said) => said !== one && said.envelope.length === one.envelope.length),
      );
      const cut = 1 + Math.floor(next() * (one.envelope.length - 1));
      const envelope = concat(one.envelope.subarray(0, cut), two.envelope.subarray(cut));
      // Two events of one room may begin alike: what is left of either is not spliced.
      const isWhole = [one, two].some((said) => isEqual(said.envelope, envelope));
      return !isWhole && (opens({ clear: one.clear, envelope }) || opens({ clear: two.clear, envelope }));
    });
    expect(accepted).toBe(0);
  });

  test("E12, E19: 40,000 replays in other places: each opens, for it is what was written, and each is found out", () => {
    const next = seededRandom(4);
    const checker = new HistoryChecker(room.keys.roomId);
    const opened = events.map((said) => taken<OpenedEvent>(openSaid(room, said)));
    for (const [at, event] of opened.entries()) {
      const digest = taken<Uint8Array>(
        digestOf(room.keys.roomId, event.clear, events[at]?.envelope ?? new Uint8Array()),
      );
      expect(checker.add({ seq: at + 1, digest })).toEqual([]);
      expect(checker.check(at + 1, event)).toEqual([]);
    }
    const accepted = countAccepted(40_000, (at) => {
      const findings = checker.check(events.length + 1 + at, pick(next, opened));
      return !findings.some(({ kind }) => kind === "replay");
    });
    expect(accepted).toBe(0);
  });
});
