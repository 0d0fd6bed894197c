// Counts who has yet to see which messages of one room. Rule L9.
// Each message has a bit, and each member those of the messages they have yet to see: a thousand members and ten thousand
// messages take little more than a megabyte.

type Waiting = { readonly bit: number; count: number };

export class SeenTally {
  /** By seq. */
  readonly #messages = new Map<number, Waiting>();
  /** By member. */
  readonly #unseen = new Map<string, Uint32Array>();
  /** By bit, the seq of the message that has it. */
  readonly #seqs: number[] = [];
  readonly #freeBits: number[] = [];

  /** Whether somebody has yet to see the message. */
  has(seq: number): boolean {
    return this.#messages.has(seq);
  }

  /** Makes a message wait for these members, too. */
  add(seq: number, memberIds: Iterable<string>): void {
    for (const id of memberIds) {
      const message = this.#messages.get(seq) ?? this.#open(seq);
      if (this.#flip(id, message.bit, true)) message.count++;
    }
  }

  /** A member has seen a message. @returns whether nobody else has yet to */
  seen(memberId: string, seq: number): boolean {
    const message = this.#messages.get(seq);
    if (message === undefined || !this.#flip(memberId, message.bit, false)) return false;
    if (--message.count > 0) return false;
    this.#close(seq, message);
    return true;
  }

  /** A member has left. @returns the seqs of the messages that waited for nobody else */
  leave(memberId: string): number[] {
    const words = this.#unseen.get(memberId) ?? new Uint32Array();
    const seqs: number[] = [];
    for (const [at, word] of words.entries()) {
      for (let rest = word; rest !== 0; rest &= rest - 1) seqs.push(this.#seqs[at * 32 + lowestBit(rest)] as number);
    }
    const done = seqs.filter((seq) => this.seen(memberId, seq));
    this.#unseen.delete(memberId);
    return done;
  }

  /** Forgets a message, whoever has yet to see it. */
  remove(seq: number): void {
    const message = this.#messages.get(seq);
    if (message === undefined) return;
    for (const id of this.#unseen.keys()) this.#flip(id, message.bit, false);
    this.#close(seq, message);
  }

  #open(seq: number): Waiting {
    const bit = this.#freeBits.pop() ?? this.#seqs.length;
    const message = { bit, count: 0 };
    this.#seqs[bit] = seq;
    this.#messages.set(seq, message);
    return message;
  }

  #close(seq: number, { bit }: Waiting): void {
    this.#messages.delete(seq);
    this.#freeBits.push(bit);
  }

  /** @returns whether the bit was otherwise before */
  #flip(memberId: string, bit: number, isUnseen: boolean): boolean {
    const [at, mask] = [bit >> 5, 1 << (bit & 31)];
    let words = this.#unseen.get(memberId);
    if ((((words?.[at] ?? 0) & mask) !== 0) === isUnseen) return false;
    if (words === undefined || at >= words.length) {
      const longer = new Uint32Array(2 * at + 1);
      longer.set(words ?? []);
      words = longer;
      this.#unseen.set(memberId, words);
    }
    words[at] = (words[at] as number) ^ mask;
    return true;
  }
}

const lowestBit = (word: number) => 31 - Math.clz32(word & -word);
