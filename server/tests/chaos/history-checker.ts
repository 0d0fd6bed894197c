// Compares every frame that the members of a room received with the room's log at the end.
// The first word of a message identifies it: its author and its number; edits keep that word.
import type { LogEvent, ServerFrame } from "#protocol/frames";
import type { SimulatedUser } from "../../testing/simulated-user.ts";

/** Counts of violations, which must all be 0. */
export type HistoryViolations = {
  /** Acknowledged messages that are not in the log, and events that a member never received. */
  readonly lost: number;
  /** Messages that occur more than once. */
  readonly duplicated: number;
  /** Seqs that carried different events for different frames, and members whose view differs from the log. */
  readonly disagreed: number;
};

/** A room's complete log at the end, and a client that has read it. */
export type CompleteLog = { readonly log: readonly LogEvent[]; readonly reader: SimulatedUser };

export const NO_VIOLATIONS: HistoryViolations = { lost: 0, duplicated: 0, disagreed: 0 };

export function addViolations(a: HistoryViolations, b: HistoryViolations): HistoryViolations {
  return { lost: a.lost + b.lost, duplicated: a.duplicated + b.duplicated, disagreed: a.disagreed + b.disagreed };
}

/** Returns the events with a seq in a frame, in order. */
export function eventsIn(frame: ServerFrame): readonly LogEvent[] {
  if (frame.type === "welcome" || frame.type === "replay") return frame.events;
  return "seq" in frame ? [frame] : [];
}

/** Records and checks the frames of one room. */
export class HistoryChecker {
  /** Events received, counted once per client. */
  deliveries = 0;
  /** For each seq, the identity of the event that a client first received under it. */
  readonly #identityBySeq: string[] = [];
  readonly #contradicted = new Set<number>();
  readonly #acknowledged = new Set<string>();
  /** For each member, the seqs they received. */
  readonly #seqsByMember = new Map<string, true[]>();

  get acknowledged(): number {
    return this.#acknowledged.size;
  }

  record(name: string, frame: ServerFrame): void {
    const seqs = this.#seqsByMember.get(name) ?? [];
    this.#seqsByMember.set(name, seqs);
    for (const event of eventsIn(frame)) {
      this.deliveries++;
      seqs[event.seq] = true;
      const identity = identityOf(event);
      this.#identityBySeq[event.seq] ??= identity;
      if (this.#identityBySeq[event.seq] !== identity) this.#contradicted.add(event.seq);
      if (event.type === "chat" && identity.startsWith(`${name}-`)) this.#acknowledged.add(identity);
    }
  }

  check({ log, reader }: CompleteLog, users: readonly SimulatedUser[]): HistoryViolations {
    const words = reader.messages.map(wordOf);
    const distinctWords = new Set(words);
    const expectedText = visibleText(reader);
    let lost = [...this.#acknowledged].filter((word) => !distinctWords.has(word)).length;
    let duplicated = words.length - distinctWords.size;
    let disagreed = this.#contradicted.size + log.filter(({ seq }, at) => seq !== at + 1).length;
    for (const [seq, identity] of this.#identityBySeq.entries()) {
      const event = log[seq - 1];
      if (identity !== undefined && (event === undefined || identityOf(event) !== identity)) disagreed++;
    }
    for (const user of users) {
      const seqs = this.#seqsByMember.get(user.name) ?? [];
      lost += log.filter(({ seq }) => seqs[seq] === undefined).length;
      const userWords = user.messages.map(wordOf);
      duplicated += userWords.length - new Set(userWords).size;
      if (visibleText(user) !== expectedText) disagreed++;
    }
    return { lost, duplicated, disagreed };
  }
}

export const wordOf = (message: string) => message.split(" ", 1)[0] as string;
const identityOf = (event: LogEvent) =>
  event.type === "chat" ? wordOf(event.message) : `${event.type} ${"messageId" in event ? event.messageId : ""}`;
/** Returns everything that a member sees, as text. */
const visibleText = ({ visibleEvents: shown }: SimulatedUser) => shown.map((event) => JSON.stringify(event)).join("\n");
