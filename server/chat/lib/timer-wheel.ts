// The timer wheel: every expiry of the process, in one structure of constant-time operations. Rules T1 to T5.
// Invariant: a timer sits on the level of the highest 5-bit group in which its tick differs from the wheel's own.
import { Rings } from "./linked-list-pool.ts";

/** Handle of a scheduled timer, never 0. That of a timer which fired or was cancelled stays harmless for good. */
export type Timer = number;

// Ticks count from the wheel's making and are kept modulo 2³², so that nothing is renumbered as years pass. The top level
// has the two highest bits: four slots, walked in a circle.
const BITS = 5;
const TOP = 6;
/** The slot of timers scheduled for a tick the wheel had already left behind: a level of its own. */
const LATE = (TOP + 1) << BITS;
/** A timer further away than this waits at the horizon; its true tick is in `#beyond`. */
const HORIZON = 2 ** 30;

/** Timers fired or moved in one advance unless told otherwise: some 3 ms at most among a million. */
const BUDGET = 16_384;

/** The highest group with a bit in it: a product and a shift instead of a division by 5. */
function levelOf(bits: number): number {
  return ((31 - Math.clz32(bits | 1)) * 13) >> 6;
}

function slotOn(level: number, low: number): number {
  return (level << BITS) | ((low >>> (level * BITS)) & 31);
}

export class Wheel<T> {
  readonly #origin: number;
  readonly #tickMs: number;
  /** The last tick reached. */
  #tick = 0;
  /** Its lower 32 bits, begun in the middle of a quarter: only a clock set back by most of a year leaves it backwards. */
  #low = 2 ** 29;
  /** The level whose slot at the wheel's own tick is being emptied; 0 when that is done. */
  #level = 0;
  /** For each level, a bit for each slot that holds timers. */
  readonly #occupied = new Int32Array(TOP + 2);
  /** One ring for each slot; the slot is its head. */
  readonly #slots = new Rings<T>(LATE + 1);
  readonly #beyond = new Map<number, number>();
  #size = 0;

  /** @param now epoch ms */
  constructor(now: number, tickMs = 50) {
    if (!Number.isFinite(now)) throw new RangeError("now: expected epoch ms");
    if (!(tickMs > 0 && tickMs < Number.POSITIVE_INFINITY)) throw new RangeError("tickMs: expected more than 0");
    this.#origin = now;
    this.#tickMs = tickMs;
  }

  /** Timers scheduled that neither fired nor were cancelled. */
  get size(): number {
    return this.#size;
  }

  /**
   * @param at epoch ms, rounded up to the tick. What is past is due at the next advance, `Infinity` never is.
   * @throws RangeError when `at` is not a number
   */
  schedule(at: number, what: T): Timer {
    const tick = this.#tickAt(at);
    const node = this.#slots.take(what);
    this.#place(node, tick, this.#level);
    this.#size++;
    return this.#slots.handle(node);
  }

  /** Moves a live timer to another instant; false if it fired or was cancelled. */
  refresh(timer: Timer, at: number): boolean {
    const tick = this.#tickAt(at);
    const node = this.#slots.find(timer);
    if (node < 0) return false;
    this.#remove(node);
    this.#place(node, tick, this.#level);
    return true;
  }

  /** False if it fired or was cancelled already. */
  cancel(timer: Timer): boolean {
    const node = this.#slots.find(timer);
    if (node < 0) return false;
    this.#remove(node);
    this.#slots.release(node);
    this.#size--;
    return true;
  }

  /**
   * Fires what is due in order of tick, and within one tick in the order scheduled (if no more than 2³⁰ ticks before).
   * `fire` may schedule, refresh and cancel; what it throws comes out here, and the next advance goes on behind it.
   * A `now` before the last one sets the wheel back: no instant moves, nothing fires twice.
   * @param fire is told the timer's instant, rounded up to the tick
   * @param budget how many timers to fire or move closer at most
   * @returns true when nothing more is to be done at `now`
   */
  advance(now: number, fire: (what: T, at: number) => void, budget = BUDGET): boolean {
    if (!Number.isFinite(now)) throw new RangeError("now: expected epoch ms");
    const target = Math.floor((now - this.#origin) / this.#tickMs);
    if (target < this.#tick) this.#setBack(target);
    const slots = this.#slots;
    for (let left = budget; ; left--) {
      const slot = this.#due(target);
      if (slot < 0) return true;
      if (left <= 0) return false;
      const node = slots.next(slot);
      const tick = this.#remove(node);
      if (tick > this.#tick) {
        this.#place(node, tick, 0);
        continue;
      }
      const what = slots.carried(node);
      slots.release(node);
      this.#size--;
      fire(what, this.#origin + tick * this.#tickMs);
    }
  }

  /** The slot to take the next timer from, going forward to `target` at most; -1 when there is none. */
  #due(target: number): number {
    if (this.#occupied[TOP + 1] !== 0) return LATE;
    for (;;) {
      const own = slotOn(this.#level, this.#low);
      if (((this.#occupied[this.#level] as number) & (1 << own)) !== 0) return own;
      if (this.#level > 0) this.#level = 0;
      else if (!this.#forward(target)) return -1;
    }
  }

  /** Goes to where the next slot that holds timers begins; when that is after `target`, to `target`, and says false. */
  #forward(target: number): boolean {
    // Whatever is on a lower level comes before everything on a higher one.
    let level = 0;
    while (level < TOP && this.#occupied[level] === 0) level++;
    const by = this.#occupied[level] === 0 ? Number.POSITIVE_INFINITY : this.#distance(level);
    const found = this.#tick + by <= target;
    if (found) this.#level = level;
    this.#goTo(found ? this.#tick + by : target);
    return found;
  }

  /** Ticks to the first slot of a level that holds timers. */
  #distance(level: number): number {
    let slots = this.#occupied[level] as number;
    // The top level's slots are laid out twice in a row, so that a walk from any of them goes around the circle; shifted
    // by 30, the second round's number is the first's.
    if (level === TOP) slots = (slots | (slots << 4)) & (-1 << (this.#low >>> (TOP * BITS)));
    const first = 31 - Math.clz32(slots & -slots);
    const above = level === TOP ? 0 : this.#low & (-1 << ((level + 1) * BITS));
    return ((above | (first << (level * BITS))) - this.#low) | 0;
  }

  #goTo(tick: number): void {
    this.#low = (this.#low + (tick - this.#tick)) | 0;
    this.#tick = tick;
  }

  /**
   * Goes to an earlier tick. All timers of the levels below the one where the two ticks differ share one slot there from
   * now on, so their rings are strung together. No timer is touched: late ones that are ahead again are found to be when
   * their turn comes.
   */
  #setBack(tick: number): void {
    const slots = this.#slots;
    let level = levelOf(this.#low ^ ((this.#low + (tick - this.#tick)) | 0));
    let into = slotOn(level, this.#low);
    if (level === TOP || this.#tick - tick > HORIZON) {
      this.#noteAll();
      level = TOP + 1;
      into = LATE;
    }
    // Downwards and to the front: what a cascade had already taken out of a slot goes before what it had left there.
    for (let slot = (level << BITS) - 1; slot >= 0; slot--) {
      if (((this.#occupied[slot >> BITS] as number) & (1 << slot)) === 0) continue;
      slots.prepend(slot, into);
      this.#mark(into);
    }
    this.#occupied.fill(0, 0, level);
    this.#level = 0;
    this.#goTo(tick);
  }

  /** Before a step too long for 32 bits to tell instants apart: notes the true tick of every timer. */
  #noteAll(): void {
    for (let slot = 0; slot <= LATE; slot++) {
      for (let node = this.#slots.next(slot); node !== slot; node = this.#slots.next(node)) {
        if (!this.#beyond.has(node)) this.#beyond.set(node, this.#tickOf(node));
      }
    }
  }

  #tickAt(at: number): number {
    const tick = Math.ceil((at - this.#origin) / this.#tickMs);
    if (Number.isNaN(tick)) throw new RangeError("at: expected epoch ms");
    return tick;
  }

  #tickOf(node: number): number {
    return this.#tick + ((this.#slots.stamp(node) - this.#low) | 0);
  }

  /** @param floor the lowest level to use: what belongs into a slot that is being emptied queues up behind it there */
  #place(node: number, tick: number, floor: number): void {
    let by = tick - this.#tick;
    if (by > HORIZON || by < -HORIZON) {
      this.#beyond.set(node, tick);
      by = by > 0 ? HORIZON : -HORIZON;
    }
    const low = (this.#low + by) | 0;
    const slot = by < 0 ? LATE : slotOn(Math.max(levelOf(low ^ this.#low), floor), low);
    this.#slots.append(node, low, slot);
    this.#mark(slot);
  }

  /** Takes a timer out of its slot and answers its tick. */
  #remove(node: number): number {
    const emptied = this.#slots.remove(node);
    if (emptied >= 0) {
      this.#occupied[emptied >> BITS] = (this.#occupied[emptied >> BITS] as number) & ~(1 << emptied);
    }
    if (this.#beyond.size > 0) {
      const tick = this.#beyond.get(node);
      this.#beyond.delete(node);
      if (tick !== undefined) return tick;
    }
    return this.#tickOf(node);
  }

  #mark(slot: number): void {
    this.#occupied[slot >> BITS] = (this.#occupied[slot >> BITS] as number) | (1 << slot);
  }
}
