// A server that lies: what it shows one member and not another is found out as soon as one of them hears from the other.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  createEncryptedRoom,
  createWriter,
  type EncryptedRoom,
  openSaid,
  rekeyed,
  type Said,
  say,
  taken,
} from "../../testing/encrypted-room.ts";
import { seededRandom } from "../../testing/seeded-random.ts";
import { toBase64url } from "./bytes.ts";
import { digestOf, type OpenedEvent, type Writer } from "./event.ts";
import { extendHistory, type Finding, HistoryChecker, type HistoryEntry } from "./history-checker.ts";
import { historyPhrase } from "./phrase.ts";
import { RisingSequence } from "./rising-sequence.ts";
import { verifySignature } from "./signatures.ts";

const room = createEncryptedRoom();
const { roomId } = room.keys;

class Member {
  readonly writer: Writer;
  readonly checker: HistoryChecker;
  readonly findings: Finding[] = [];
  counter = 0;

  constructor(id: string, checker = new HistoryChecker(roomId)) {
    this.writer = createWriter(id, room.random);
    this.checker = checker;
  }

  write(text: string, within: EncryptedRoom = room): Said {
    return say(within, this.writer, { text }, { counter: ++this.counter, seen: this.checker.seen });
  }

  /** Takes an event that the server shows under a number. */
  see(seq: number, said: Said, within: EncryptedRoom = room): void {
    this.findings.push(...this.checker.add(entryOf(seq, said)));
    const opened = openSaid(within, said);
    if (typeof opened !== "string" && verifySignature(opened.signed))
      this.findings.push(...this.checker.check(seq, opened));
  }

  get kinds(): string[] {
    return [...new Set(this.findings.map(({ kind }) => kind))].sort();
  }
}

const entryOf = (seq: number, { clear, envelope }: Said): HistoryEntry => ({
  seq,
  digest: taken<Uint8Array>(digestOf(roomId, clear, envelope)),
});

/** Has members talk in turn on an honest server, which shows everybody everything. */
function talk(members: readonly Member[], count: number, from = 1): Said[] {
  return Array.from({ length: count }, (_, at) => {
    const said = taken<Member>(members[at % members.length]).write(`Message ${at}`);
    for (const member of members) member.see(from + at, said);
    return said;
  });
}

const trio = () => [new Member("alice"), new Member("bob"), new Member("carol")] as const;
/** Returns what somebody says who has seen nothing yet. */
const createUnrelated = () => new Member("zoe").write("Hello");
const quiet = (...members: Member[]) => members.every(({ findings }) => findings.length === 0);

describe("an honest server", () => {
  test("E19: nothing is found, however late events come, and whichever is checked first", () => {
    const next = seededRandom(1);
    const members = trio();
    const log: Said[] = [];
    const shown = [0, 0, 0];
    for (let step = 0; step < 60; step++) {
      const at = Math.floor(next() * 3);
      if (next() < 0.5) log.push(taken<Member>(members[at]).write(`Message ${step}`));
      // Others' numbers lie between: settings, joins, deletions.
      else
        for (const said of log.slice(shown[at], (shown[at] ?? 0) + 2))
          taken<Member>(members[at]).see(2 * ++(shown[at] as number), said);
    }
    expect(quiet(...members)).toBe(true);
    const late = new Member("dave");
    for (const [at, said] of log.entries()) expect(late.checker.add(entryOf(2 * (at + 1), said))).toEqual([]);
    for (const [at, said] of [...log.entries()].reverse())
      expect(late.checker.check(2 * (at + 1), taken<OpenedEvent>(openSaid(room, said)))).toEqual([]);
  });

  test("E19: erased events keep their digests, so who comes later can check the rest", () => {
    const members = trio();
    const log = talk(members, 9);
    const late = new Member("dave");
    for (const [at, said] of log.entries()) {
      if (at % 3 === 1) expect(late.checker.add(entryOf(at + 1, said))).toEqual([]);
      else late.see(at + 1, said);
    }
    expect([late.findings, late.checker.seen]).toEqual([[], members[0].checker.seen]);
  });

  test("E19: who comes later begins where the server says, and a member's next event confirms it; older pages must lead there", () => {
    const members = trio();
    const log = talk(members, 12);
    const heads = [roomId];
    for (const [at, said] of log.entries()) heads.push(extendHistory(heads[at] ?? roomId, entryOf(at + 1, said)));
    const startAt = (seq: number) => ({ seq, head: heads[seq] ?? roomId });
    const late = new Member("dave", new HistoryChecker(roomId, startAt(8)));
    expect(late.checker.isConfirmed).toBe(false);
    for (let at = 8; at < 12; at++) late.see(at + 1, taken<Said>(log[at]));
    expect([late.checker.isConfirmed, late.findings]).toEqual([true, []]);
    const page = log.slice(3, 8).map((said, at) => entryOf(at + 4, said));
    expect(late.checker.prepend(startAt(3), page.slice(1))).toMatchObject([{ kind: "rewritten" }]);
    expect(late.checker.prepend(startAt(3), [...page].reverse())).toMatchObject([{ kind: "order" }]);
    expect(late.checker.prepend({ seq: 3, head: roomId }, page)).toMatchObject([{ kind: "rewritten" }]);
    expect(late.checker.prepend(startAt(3), page)).toEqual([]);
    for (let at = 7; at >= 3; at--)
      expect(late.checker.check(at + 1, taken<OpenedEvent>(openSaid(room, taken<Said>(log[at]))))).toEqual([]);
    expect(late.write("here").clear.sender).toBe("dave");
  });
});

describe("a malicious server", () => {
  test("E19: it drops an event for one member: the next of another shows it", () => {
    const [alice, bob, carol] = trio();
    talk([alice, bob, carol], 6);
    const hidden = alice.write("Bob shall not read this");
    for (const member of [alice, carol]) member.see(7, hidden);
    expect(bob.kinds).toEqual([]);
    const next = carol.write("Did you read that?");
    for (const [member, seq] of [
      [alice, 8],
      [carol, 8],
      [bob, 7],
    ] as const)
      member.see(seq, next);
    expect([alice.kinds, carol.kinds]).toEqual([[], []]);
    expect(bob.kinds.length).toBeGreaterThan(0);
    expect(bob.findings[0]?.by).toBe(toBase64url(carol.writer.memberKey));
  });

  test("E19: it puts events in another order, of two members or of one", () => {
    const [alice, bob, carol] = trio();
    talk([alice, bob, carol], 3);
    const [one, two] = [alice.write("first"), carol.write("second")];
    for (const member of [alice, carol]) for (const [at, said] of [one, two].entries()) member.see(4 + at, said);
    for (const [at, said] of [two, one].entries()) bob.see(4 + at, said);
    bob.see(6, carol.write("third"));
    expect(bob.kinds).toContain("fork");
    const dave = new Member("dave");
    const [eins, zwei] = [alice.write("eins"), alice.write("zwei")];
    dave.see(1, zwei);
    dave.see(2, eins);
    expect(dave.kinds).toContain("order");
  });

  test("E19: it shows two groups two histories: the first event that crosses over shows it", () => {
    const [alice, bob, carol] = trio();
    talk([alice, bob, carol], 3);
    const [left, right] = [alice.write("only to Alice and Carol"), bob.write("only to Bob")];
    for (const member of [alice, carol]) member.see(4, left);
    bob.see(4, right);
    const crossing = carol.write("to everybody");
    for (const member of [alice, bob, carol]) member.see(5, crossing);
    expect([alice.kinds, bob.kinds, carol.kinds]).toEqual([[], ["fork"], []]);
  });

  test("E19: it never lets anything cross: nobody is told, but the words of the history differ", async () => {
    const [alice, bob] = trio();
    alice.see(1, alice.write("to myself"));
    bob.see(1, bob.write("to myself"));
    expect(quiet(alice, bob)).toBe(true);
    const words = [alice, bob].map(({ checker }) => historyPhrase(roomId, checker.seen.head));
    expect(await words[0]).not.toBe(await words[1]);
  });

  test("E19: it replays an event in another place", () => {
    const [alice, bob, carol] = trio();
    const log = talk([alice, bob, carol], 6);
    bob.see(7, taken<Said>(log[0]));
    expect(bob.findings).toMatchObject([{ kind: "replay", seq: 7 }]);
    // In a place that is taken, and in one that has passed.
    for (const seq of [7, 3])
      expect(alice.checker.add(entryOf(seq - 1, taken<Said>(log[0])))).toMatchObject([{ kind: "order" }]);
    expect(alice.checker.seen).toMatchObject({ seq: 6 });
  });

  test("E19: it brings an old event back for one who comes later and never saw it: the next one of others shows it", () => {
    const members = trio();
    const [alice] = members;
    const log = talk(members, 9);
    const late = new Member("dave", new HistoryChecker(roomId, { seq: 9, head: alice.checker.seen.head }));
    late.see(10, taken<Said>(log[2]));
    for (const seq of [10, 11]) {
      expect(late.kinds).toEqual([]);
      const next = alice.write("What now?");
      alice.see(seq, next);
      late.see(seq + 1, next);
    }
    expect([late.kinds, alice.kinds]).toEqual([["fork"], []]);
  });

  test("E19: it serves an old history to one who comes later, or says that it began otherwise", () => {
    const members = trio();
    const [alice] = members;
    const log = talk(members, 9);
    const next = alice.write("What now?");
    const old = new Member("dave");
    for (const [at, said] of log.slice(0, 5).entries()) old.see(at + 1, said);
    expect(old.kinds).toEqual([]);
    old.see(6, next);
    expect(old.kinds.length).toBeGreaterThan(0);
    const false_ = new Member("erin", new HistoryChecker(roomId, { seq: 9, head: new Uint8Array(32) }));
    false_.see(10, next);
    expect([false_.kinds, false_.checker.isConfirmed]).toEqual([["fork"], false]);
  });

  test("E19: it puts in what somebody wrote under a key that was replaced", () => {
    const after = rekeyed(room);
    const [alice, bob, kicked] = trio();
    const old = kicked.write("I am still here");
    const fresh = alice.write("They are gone", after);
    for (const member of [alice, bob]) member.see(1, fresh, after);
    bob.see(2, old);
    expect(bob.findings).toEqual([{ kind: "old_key", seq: 2 }]);
    // Also when the older one is checked first.
    const checker = new HistoryChecker(roomId);
    const opened = [taken<OpenedEvent>(openSaid(after, fresh)), taken<OpenedEvent>(openSaid(room, old))] as const;
    expect(checker.check(2, opened[1])).toEqual([]);
    expect(checker.check(1, opened[0])).toEqual([{ kind: "old_key", seq: 2 }]);
  });

  test("E19: it dates an event before what its writer had seen", () => {
    const [alice, bob, carol] = trio();
    talk([alice, bob, carol], 3);
    const dave = new Member("dave");
    dave.see(1, carol.write("I have seen three"));
    expect(dave.kinds).toEqual(["order"]);
  });

  test("E19: it sends an old signal again", () => {
    const [alice, bob] = trio();
    const typing = (counter: number) =>
      taken<OpenedEvent>(
        openSaid(room, say<"typing">(room, alice.writer, {}, { counter, clear: { class: "typing" } })),
      );
    const [first, second] = [typing(1), typing(2)];
    expect([first, first, second, first, second].map((one) => bob.checker.isNewSignal(one))).toEqual([
      true,
      false,
      true,
      false,
      false,
    ]);
  });

  test("E19: whatever it does to one event of a history that somebody else saw whole, that one's next event shows it", () => {
    const members = [...trio()];
    const [alice] = members;
    const log = talk(members, 20);
    const next = taken<Member>(alice).write("The truth");
    const changes: Record<string, (at: number) => Said[]> = {
      drop: (at) => log.filter((_, index) => index !== at),
      double: (at) => [...log.slice(0, at + 1), ...log.slice(at)],
      exchange: (at) => [...log.slice(0, at), ...log.slice(at, at + 2).reverse(), ...log.slice(at + 2)],
      replace: (at) =>
        log.map((said, index) =>
          index === at ? say(room, createWriter("bob", room.random), { text: "forged" }) : said,
        ),
      relabel: (at) =>
        log.map((said, index) => (index === at ? { ...said, clear: { ...said.clear, sender: "eve" } } : said)),
    };
    const cases = fc.tuple(fc.constantFrom(...Object.keys(changes)), fc.nat(18));
    fc.assert(
      fc.property(cases, ([kind, at]) => {
        const victim = new Member("victim");
        const shown = changes[kind]?.(at) ?? [];
        for (const [index, said] of [...shown, next].entries()) victim.see(index + 1, said);
        return victim.findings.length > 0;
      }),
      { numRuns: 40 },
    );
  });

  test("E19: it takes an event away and leaves its number: who had seen it names that number", () => {
    const [alice, bob, carol] = trio();
    const log = talk([alice, bob], 2);
    carol.see(1, taken<Said>(log[0]));
    carol.see(3, createUnrelated());
    carol.see(4, alice.write("I have seen two"));
    expect(carol.kinds).toEqual(["fork"]);
  });

  test("E19: a member who lies about what they saw is named", () => {
    const [alice, bob] = trio();
    talk([alice, bob], 4);
    const lie = say(room, alice.writer, { text: "fork!" }, { counter: 99, seen: { seq: 4, head: new Uint8Array(32) } });
    bob.see(5, lie);
    expect(bob.findings).toEqual([{ kind: "fork", seq: 5, by: toBase64url(alice.writer.memberKey) }]);
  });
});

test("E19: numbers that must rise are checked whatever order they come in", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.nat(50), { minLength: 2, maxLength: 20 }),
      fc.boolean(),
      fc.infiniteStream(fc.nat(9)),
      (places, mayRepeat, stream) => {
        const values = new Map(places.map((place) => [place, stream.next().value as number]));
        const sequence = new RisingSequence(mayRepeat, 100);
        const found = places.flatMap((place) => sequence.insert(place, values.get(place) ?? 0));
        const sorted = [...places].sort((one, other) => one - other).map((place) => values.get(place) ?? 0);
        const rises = sorted.every(
          (value, at) => at === 0 || value > (sorted[at - 1] ?? 0) || (mayRepeat && value === sorted[at - 1]),
        );
        return (found.length === 0) === rises;
      },
    ),
  );
});
