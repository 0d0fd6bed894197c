// The instants at which messages of one room vanish, the earliest first.

type DueMessage = { readonly seq: number /** epoch ms */; readonly at: number };

/** Messages that history has dropped are looked for when the queue has grown this long, and twice as long as it then was. */
const FIRST_CLEANING = 1024;

export class DueQueue {
  #messages: DueMessage[] = [];
  #cleanAt = FIRST_CLEANING;

  /** When the first message is due, epoch ms; undefined without one. */
  get firstAt(): number | undefined {
    return this.#messages[0]?.at;
  }

  add(message: DueMessage): void {
    let [from, to] = [0, this.#messages.length];
    // Most messages are due after all others.
    if ((this.#messages[to - 1]?.at ?? message.at) <= message.at) from = to;
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((this.#messages[middle] as DueMessage).at <= message.at) from = middle + 1;
      else to = middle;
    }
    this.#messages.splice(from, 0, message);
  }

  /** Takes the messages that are due, so many at most. @returns their seqs */
  take(now: number, limit: number): number[] {
    let count = 0;
    while (count < limit && (this.#messages[count]?.at ?? Number.POSITIVE_INFINITY) <= now) count++;
    return this.#messages.splice(0, count).map(({ seq }) => seq);
  }

  /** Forgets messages that history no longer has, now and then. @returns their seqs */
  clean(oldestSeq: number): number[] {
    if (this.#messages.length < this.#cleanAt) return [];
    const dropped = this.#messages.filter(({ seq }) => seq < oldestSeq);
    this.#messages = this.#messages.filter(({ seq }) => seq >= oldestSeq);
    this.#cleanAt = Math.max(FIRST_CLEANING, 2 * this.#messages.length);
    return dropped.map(({ seq }) => seq);
  }
}
