// What the members of a crowd were told, frame by frame, held against the log as it is at the end.
// A message is known by who wrote it and which of theirs it was: the first word of its text, however it is edited.
import type { LogEvent, ServerFrame } from "#protocol/frames";
import type { Talker } from "../../testing/simulated-user.ts";

/** What must all be 0. */
export type Wrongs = {
  /** Messages that were acknowledged and are not there, and events that a member never got. */
  readonly lost: number;
  /** Messages that are there more than once. */
  readonly doubled: number;
  /** Seqs that were told as one thing and then as another, and members who see something else than the log. */
  readonly disagreed: number;
};

/** Who read a room's whole log at the end: every event, and what a client makes of them. */
export type Witness = { readonly log: readonly LogEvent[]; readonly reader: Talker };

export const NO_WRONGS: Wrongs = { lost: 0, doubled: 0, disagreed: 0 };

export function sum(a: Wrongs, b: Wrongs): Wrongs {
  return { lost: a.lost + b.lost, doubled: a.doubled + b.doubled, disagreed: a.disagreed + b.disagreed };
}

/** The numbered events in a frame, in its order. */
export function eventsIn(frame: ServerFrame): readonly LogEvent[] {
  if (frame.type === "welcome" || frame.type === "replay") return frame.events;
  return "seq" in frame ? [frame] : [];
}

/** One room's. */
export class Ledger {
  /** Events received, each by one client. */
  deliveries = 0;
  /** By seq: as what it was first told to anyone. */
  readonly #told: string[] = [];
  readonly #contradicted = new Set<number>();
  readonly #acknowledged = new Set<string>();
  /** By member: the seqs they were told, in any frame. */
  readonly #heard = new Map<string, true[]>();

  get acknowledged(): number {
    return this.#acknowledged.size;
  }

  hear(name: string, frame: ServerFrame): void {
    const heard = this.#heard.get(name) ?? [];
    this.#heard.set(name, heard);
    for (const event of eventsIn(frame)) {
      this.deliveries++;
      heard[event.seq] = true;
      const identity = identityOf(event);
      this.#told[event.seq] ??= identity;
      if (this.#told[event.seq] !== identity) this.#contradicted.add(event.seq);
      if (event.type === "chat" && identity.startsWith(`${name}-`)) this.#acknowledged.add(identity);
    }
  }

  verdict({ log, reader }: Witness, talkers: readonly Talker[]): Wrongs {
    const words = reader.messages.map(wordOf);
    const kept = new Set(words);
    const sight = sightOf(reader);
    let lost = [...this.#acknowledged].filter((word) => !kept.has(word)).length;
    let doubled = words.length - kept.size;
    let disagreed = this.#contradicted.size + log.filter(({ seq }, at) => seq !== at + 1).length;
    for (const [seq, identity] of this.#told.entries()) {
      const event = log[seq - 1];
      if (identity !== undefined && (event === undefined || identityOf(event) !== identity)) disagreed++;
    }
    for (const talker of talkers) {
      const heard = this.#heard.get(talker.name) ?? [];
      lost += log.filter(({ seq }) => heard[seq] === undefined).length;
      const theirs = talker.messages.map(wordOf);
      doubled += theirs.length - new Set(theirs).size;
      if (sightOf(talker) !== sight) disagreed++;
    }
    return { lost, doubled, disagreed };
  }
}

export const wordOf = (message: string) => message.split(" ", 1)[0] as string;
const identityOf = (event: LogEvent) =>
  event.type === "chat" ? wordOf(event.message) : `${event.type} ${"messageId" in event ? event.messageId : ""}`;
/** All that a member sees, as text. */
const sightOf = ({ shown }: Talker) => shown.map((event) => JSON.stringify(event)).join("\n");
