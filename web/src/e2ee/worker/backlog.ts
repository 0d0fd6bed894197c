// Opens the events of a snapshot, the newest first: the page shows those while the others are opened. Rule E67.
import type { LogEvent } from "#protocol/frames";
import type { FromWorker } from "./messages.ts";

/** As many messages as fill a page are opened before it is told anything. */
const FIRST_MESSAGES = 40;
/** After those, so many events are opened at a time, with a pause between for what comes meanwhile. */
const EVENTS_AT_ONCE = 40;
/** The page takes so many at a time: each is a task of its own there, which is to be short. */
export const EVENTS_TAKEN = 160;

export type BacklogPorts = {
  /** The seq up to which everything was read. */
  readTo: number;
  /** Opens one event for the page. */
  open(event: LogEvent): LogEvent;
  after(delayMs: number, run: () => void): void;
  post(message: FromWorker): void;
};

export class Backlog {
  readonly #ports: BacklogPorts;
  /** What isn't opened yet, the oldest first. */
  #waiting: readonly LogEvent[] = [];
  /** What was opened and the page hasn't taken yet, the oldest first. */
  #opened: readonly LogEvent[] = [];

  /** Who waits until all is opened. */
  readonly #waiters: (() => void)[] = [];

  constructor(ports: BacklogPorts) {
    this.#ports = ports;
  }

  /** Returns those events of a snapshot that the page gets at once: the newest, and all that is unread. */
  begin(events: readonly LogEvent[]): readonly LogEvent[] {
    let from = events.length;
    for (let messages = 0; from > 0; from--) {
      const { type = "", seq = 0 } = events[from - 1] ?? {};
      if (messages >= FIRST_MESSAGES && seq <= this.#ports.readTo) break;
      if (type === "chat") messages++;
    }
    this.#waiting = events.slice(0, from);
    this.#opened = [];
    if (from > 0) this.#ports.after(0, this.#openSome);
    else this.#wake();
    return events.slice(from);
  }

  readonly #openSome = (): void => {
    if (this.#waiting.length === 0) return;
    const next = this.#waiting.slice(-EVENTS_AT_ONCE);
    this.#waiting = this.#waiting.slice(0, -EVENTS_AT_ONCE);
    this.#opened = [...next.map((event) => this.#ports.open(event)), ...this.#opened];
    if (this.#waiting.length > 0) return this.#ports.after(0, this.#openSome);
    this.#ports.post({ type: "older" });
    this.#wake();
  };

  #wake(): void {
    for (const wake of this.#waiters.splice(0)) wake();
  }

  /** Resolves after what came meanwhile was dealt with, and once all is opened: that comes before anything less urgent. */
  readonly pause = async (): Promise<void> => {
    await new Promise<void>((resolve) => this.#ports.after(0, resolve));
    while (this.#waiting.length > 0) {
      await new Promise<void>((resolve) => this.#waiters.push(resolve));
    }
  };

  /** Opens what waits now, for what comes may be about it. */
  finish(): void {
    while (this.#waiting.length > 0) this.#openSome();
  }

  /** Hands over the newest of what was opened of before this seq, and says if there are more; undefined where there is nothing. */
  take(before: number): { readonly messages: readonly LogEvent[]; readonly more: boolean } | undefined {
    this.finish();
    const older = this.#opened.filter(({ seq }) => seq < before);
    const messages = older.slice(-EVENTS_TAKEN);
    this.#opened = older.slice(0, -EVENTS_TAKEN);
    if (this.#opened.length > 0) this.#ports.after(0, () => this.#ports.post({ type: "older" }));
    const [first] = messages;
    return first && { messages, more: first.seq > 1 };
  }
}
