// A hierarchical timer wheel holds every timer of the process, with operations that take constant time. Rules T1 to T5.
// Invariant: a timer sits on the level of the highest 5-bit group in which its tick differs from the wheel's own.
import { LinkedListPool } from "./linked-list-pool.ts";

/** The handle of a scheduled timer, never 0. It may be used safely after the timer fired or was cancelled. */
export type Timer = number;

// Ticks count from the wheel's creation and are kept modulo 2³², so that nothing is renumbered as years pass. The top level
// has the two highest bits: four slots, walked in a circle.
const BITS_PER_LEVEL = 5;
const TOP_LEVEL = 6;
/** The slot of timers scheduled for a tick the wheel had already passed: a level of its own. */
const LATE_SLOT = (TOP_LEVEL + 1) << BITS_PER_LEVEL;
/** A timer further away than this waits at the horizon; its true tick is in `#beyondHorizon`. */
const HORIZON_TICKS = 2 ** 30;

/** The timers one advance fires or moves by default. Measured: at most about 3 ms among a million timers. */
const DEFAULT_BUDGET = 16_384;

/** Returns the highest 5-bit group that isn't 0. A product and a shift stand for the division by 5. */
function levelOf(bits: number): number {
  return ((31 - Math.clz32(bits | 1)) * 13) >> 6;
}

function slotAt(level: number, low: number): number {
  return (level << BITS_PER_LEVEL) | ((low >>> (level * BITS_PER_LEVEL)) & 31);
}

export class TimerWheel<T> {
  readonly #origin: number;
  readonly #tickMs: number;
  /** The last tick reached. */
  #tick = 0;
  /**
   * The tick's lower 32 bits. They start in the middle of a quarter of their range, so that going backwards leaves the quarter
   * only if the clock is set back by most of a year.
   */
  #low = 2 ** 29;
  /** The level whose slot at the wheel's own tick is being emptied; 0 when that is done. */
  #level = 0;
  /** For each level, a bit for each slot that holds timers. */
  readonly #occupied = new Int32Array(TOP_LEVEL + 2);
  /** The timers, in one ring for each slot. The number of the slot is also the number of the ring's head. */
  readonly #slots = new LinkedListPool<T>(LATE_SLOT + 1);
  readonly #beyondHorizon = new Map<number, number>();
  #size = 0;

  /** @param now epoch ms */
  constructor(now: number, tickMs = 50) {
    if (!Number.isFinite(now)) throw new RangeError("now: expected epoch ms");
    if (!(tickMs > 0 && tickMs < Number.POSITIVE_INFINITY)) throw new RangeError("tickMs: expected more than 0");
    this.#origin = now;
    this.#tickMs = tickMs;
  }

  /** The number of timers that neither fired nor were cancelled. */
  get size(): number {
    return this.#size;
  }

  /**
   * Schedules a value to be fired.
   * @param at epoch ms, rounded up to the tick. A time in the past is due at the next advance; `Infinity` is never due
   * @throws RangeError when `at` is not a number
   */
  schedule(at: number, value: T): Timer {
    const tick = this.#tickAt(at);
    const node = this.#slots.allocate(value);
    this.#place(node, tick, this.#level);
    this.#size++;
    return this.#slots.handle(node);
  }

  /** Moves a live timer to another instant. @returns false if it fired or was cancelled */
  refresh(timer: Timer, at: number): boolean {
    const tick = this.#tickAt(at);
    const node = this.#slots.resolve(timer);
    if (node < 0) return false;
    this.#remove(node);
    this.#place(node, tick, this.#level);
    return true;
  }

  /** Cancels a timer. @returns false if it fired or was cancelled already */
  cancel(timer: Timer): boolean {
    const node = this.#slots.resolve(timer);
    if (node < 0) return false;
    this.#remove(node);
    this.#slots.release(node);
    this.#size--;
    return true;
  }

  /**
   * Fires what is due in order of tick, and within one tick in the order scheduled (if no more than 2³⁰ ticks before, and but
   * for those that were late until the clock was set back).
   * `fire` may schedule, refresh and cancel; an error it throws is thrown here, and the next advance continues after that timer.
   * A `now` before the last one sets the wheel back: no instant moves, nothing fires twice.
   * @param fire gets the timer's value and its instant, rounded up to the tick
   * @param budget how many timers to fire or move closer at most
   * @returns true when nothing more is to be done at `now`
   */
  advance(now: number, fire: (value: T, at: number) => void, budget = DEFAULT_BUDGET): boolean {
    if (!Number.isFinite(now)) throw new RangeError("now: expected epoch ms");
    const target = Math.floor((now - this.#origin) / this.#tickMs);
    if (target < this.#tick) this.#setBack(target);
    const slots = this.#slots;
    for (let left = budget; ; left--) {
      const slot = this.#nextDueSlot(target);
      if (slot < 0) return true;
      if (left <= 0) return false;
      const node = slots.next(slot);
      const tick = this.#remove(node);
      if (tick > this.#tick) {
        this.#place(node, tick, 0);
        continue;
      }
      const value = slots.valueOf(node);
      slots.release(node);
      this.#size--;
      fire(value, this.#origin + tick * this.#tickMs);
    }
  }

  /** Returns the slot to take the next timer from, moving forward to `target` at most; -1 when there is none. */
  #nextDueSlot(target: number): number {
    if (this.#occupied[TOP_LEVEL + 1] !== 0) return LATE_SLOT;
    for (;;) {
      const own = slotAt(this.#level, this.#low);
      if (((this.#occupied[this.#level] as number) & (1 << own)) !== 0) return own;
      if (this.#level > 0) this.#level = 0;
      else if (!this.#moveForward(target)) return -1;
    }
  }

  /** Moves to the next slot that holds timers. @returns false when that is after `target`, where it then stops */
  #moveForward(target: number): boolean {
    // Whatever is on a lower level comes before everything on a higher one.
    let level = 0;
    while (level < TOP_LEVEL && this.#occupied[level] === 0) level++;
    const by = this.#occupied[level] === 0 ? Number.POSITIVE_INFINITY : this.#distance(level);
    const found = this.#tick + by <= target;
    if (found) this.#level = level;
    this.#setTick(found ? this.#tick + by : target);
    return found;
  }

  /** Returns the ticks to the first slot of a level that holds timers. */
  #distance(level: number): number {
    let slots = this.#occupied[level] as number;
    // The top level's slots are laid out twice in a row, so that a walk from any of them goes around the circle; shifted
    // by 30, the second round's number is the first's.
    if (level === TOP_LEVEL) slots = (slots | (slots << 4)) & (-1 << (this.#low >>> (TOP_LEVEL * BITS_PER_LEVEL)));
    const first = 31 - Math.clz32(slots & -slots);
    const above = level === TOP_LEVEL ? 0 : this.#low & (-1 << ((level + 1) * BITS_PER_LEVEL));
    return ((above | (first << (level * BITS_PER_LEVEL))) - this.#low) | 0;
  }

  #setTick(tick: number): void {
    this.#low = (this.#low + (tick - this.#tick)) | 0;
    this.#tick = tick;
  }

  /**
   * Moves to an earlier tick. All timers of the levels below the one where the two ticks differ share one slot there from
   * now on, so their rings are joined. No timer is touched: a late one that is ahead again is found to be so when its
   * turn comes.
   */
  #setBack(tick: number): void {
    const slots = this.#slots;
    let level = levelOf(this.#low ^ ((this.#low + (tick - this.#tick)) | 0));
    let into = slotAt(level, this.#low);
    if (level === TOP_LEVEL || this.#tick - tick > HORIZON_TICKS) {
      this.#recordTrueTicks();
      level = TOP_LEVEL + 1;
      into = LATE_SLOT;
    }
    // Downwards and to the front: what a cascade had already taken out of a slot goes before what it had left there.
    for (let slot = (level << BITS_PER_LEVEL) - 1; slot >= 0; slot--) {
      if (((this.#occupied[slot >> BITS_PER_LEVEL] as number) & (1 << slot)) === 0) continue;
      slots.prepend(slot, into);
      this.#mark(into);
    }
    this.#occupied.fill(0, 0, level);
    this.#level = 0;
    this.#setTick(tick);
  }

  /** Records the true tick of every timer, before a step too long for 32 bits to tell instants apart. */
  #recordTrueTicks(): void {
    for (let slot = 0; slot <= LATE_SLOT; slot++) {
      for (let node = this.#slots.next(slot); node !== slot; node = this.#slots.next(node)) {
        if (!this.#beyondHorizon.has(node)) this.#beyondHorizon.set(node, this.#tickOf(node));
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

  /** @param floor the lowest level to use, so that what belongs into a slot that is being emptied queues behind it there */
  #place(node: number, tick: number, floor: number): void {
    let by = tick - this.#tick;
    if (by > HORIZON_TICKS || by < -HORIZON_TICKS) {
      this.#beyondHorizon.set(node, tick);
      by = by > 0 ? HORIZON_TICKS : -HORIZON_TICKS;
    }
    const low = (this.#low + by) | 0;
    const slot = by < 0 ? LATE_SLOT : slotAt(Math.max(levelOf(low ^ this.#low), floor), low);
    this.#slots.append(node, low, slot);
    this.#mark(slot);
  }

  /** Takes a timer out of its slot. @returns its tick */
  #remove(node: number): number {
    const emptied = this.#slots.remove(node);
    if (emptied >= 0) {
      this.#occupied[emptied >> BITS_PER_LEVEL] =
        (this.#occupied[emptied >> BITS_PER_LEVEL] as number) & ~(1 << emptied);
    }
    if (this.#beyondHorizon.size > 0) {
      const tick = this.#beyondHorizon.get(node);
      this.#beyondHorizon.delete(node);
      if (tick !== undefined) return tick;
    }
    return this.#tickOf(node);
  }

  #mark(slot: number): void {
    this.#occupied[slot >> BITS_PER_LEVEL] = (this.#occupied[slot >> BITS_PER_LEVEL] as number) | (1 << slot);
  }
}
