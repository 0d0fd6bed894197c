// Gathers a hot room's texts for the clients that take several in one frame. Rule W17.

/** What a batch needs of the event loop. */
export interface LoopTimers {
  /** Returns a time in ms that only goes forward. */
  now(): number;
  /** Runs a function after the present turn of the event loop, once sockets that are readable by then were read. */
  afterTurn(run: () => void): void;
  /** Runs a function after that many ms. @returns what cancels it */
  after(ms: number, run: () => void): () => void;
}

/** A longer batch, in UTF-16 units, is sent at once. */
const MAX_LENGTH = 64 * 1024;
/** The longest that a batch grows while the event loop is busy, in ms. */
const MAX_BUSY_MS = 5;
/** The longest that a batch is held while the event loop is idle, in ms. */
const MAX_HOLD_MS = 4;
/**
 * A batch of so many texts isn't held. Measured: at a million deliveries per second, a delivery takes 0.5 of bare Bun's CPU time
 * with 40, and 0.39 with 48; at half of bare Bun's most, a message takes 1.75 times as long as bare Bun's with 40, and 2.1 times
 * with 48.
 */
const ENOUGH_TEXTS = 44;
/** After a hold that brought little, so many batches are not held; twice as many each time, up to the maximum. */
const MIN_UNHELD = 8;
const MAX_UNHELD = 512;

/**
 * A batch grows as long as each turn of the event loop brings texts, because then the loop is busy, and is sent once the loop
 * would be idle. While `mayHold` is set, it is held a little longer even so, which saves CPU time if more texts come. Where
 * the senders wait for their own messages, none come; then it is not held for a while.
 */
export class FrameBatch {
  mayHold = false;
  readonly #send: (frame: string) => void;
  readonly #timers: LoopTimers;
  #texts: string[] = [];
  #length = 0;
  #isCheckScheduled = false;
  /** The number of texts at the last check, and when the first check after the last send was. */
  #checkedTexts = 0;
  #beganAt = 0;
  /** How many texts there were when the hold began; 0 while there is none. */
  #heldTexts = 0;
  #cancelHold: (() => void) | undefined;
  /** How many batches are not held now, and how many will not be after the next hold that brings little. */
  #unheld = 0;
  #nextUnheld = MIN_UNHELD;

  constructor(send: (frame: string) => void, timers: LoopTimers) {
    this.#send = send;
    this.#timers = timers;
  }

  add(text: string): void {
    this.#texts.push(text);
    this.#length += text.length;
    if (this.#length > MAX_LENGTH) return this.flush();
    const isHeld = this.#heldTexts > 0 && this.#texts.length < ENOUGH_TEXTS;
    if (isHeld || this.#isCheckScheduled) return;
    if (this.#checkedTexts === 0) this.#beganAt = this.#timers.now();
    this.#scheduleCheck();
  }

  /** Sends what there is, in one frame. */
  flush(): void {
    if (this.#texts.length === 0) return;
    if (this.#heldTexts > 0) this.#endHold();
    const frame = this.#texts.join("\n");
    this.#texts = [];
    this.#length = this.#checkedTexts = 0;
    this.#send(frame);
  }

  #scheduleCheck(): void {
    this.#isCheckScheduled = true;
    this.#timers.afterTurn(this.#check);
  }

  readonly #check = (): void => {
    this.#isCheckScheduled = false;
    const { length } = this.#texts;
    if (length === 0) return;
    const isBusy = length > this.#checkedTexts && this.#timers.now() - this.#beganAt < MAX_BUSY_MS;
    this.#checkedTexts = length;
    if (isBusy) this.#scheduleCheck();
    else if (this.#shouldHold()) this.#hold();
    else this.flush();
  };

  #shouldHold(): boolean {
    if (!this.mayHold || this.#heldTexts > 0 || this.#texts.length >= ENOUGH_TEXTS) return false;
    if (this.#unheld === 0) return true;
    this.#unheld--;
    return false;
  }

  #hold(): void {
    this.#heldTexts = this.#texts.length;
    this.#cancelHold = this.#timers.after(MAX_HOLD_MS, () => {
      this.#cancelHold = undefined;
      this.flush();
    });
  }

  /** Ends the hold, and notes whether it was worth the wait. */
  #endHold(): void {
    this.#cancelHold?.();
    this.#cancelHold = undefined;
    const isWorthIt = this.#texts.length >= Math.min(ENOUGH_TEXTS, this.#heldTexts * 2);
    this.#heldTexts = 0;
    this.#unheld = isWorthIt ? 0 : this.#nextUnheld;
    this.#nextUnheld = isWorthIt ? MIN_UNHELD : Math.min(MAX_UNHELD, this.#nextUnheld * 2);
  }
}
