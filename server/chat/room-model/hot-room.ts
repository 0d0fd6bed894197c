/** Measured: with fewer deliveries per second, batching saves nothing, and slows a sender who waits for each message. */
const HOT_DELIVERIES_PER_SECOND = 400_000;
const MESSAGES_PER_CHECK = 32;
/** The shortest time a rate is measured over. */
const MIN_MEASURED_MS = 25;

/**
 * Measures how busy a room is. A hot room has so many deliveries per second that batching its frames is worth a short wait
 * (W17). In any other room this costs one addition per message.
 */
export class HotRoom {
  #messages = 0;
  #since = 0;
  isHot = false;
  /** From this many deliveries per second the room is hot. It stays hot until there are fewer than half as many. */
  hotAt = HOT_DELIVERIES_PER_SECOND;

  /** Counts a message. @returns whether it is time to measure the rate */
  countMessage(): boolean {
    return ++this.#messages >= MESSAGES_PER_CHECK || this.isHot;
  }

  /**
   * Returns the messages a second since the last measurement and begins the next; undefined when too little time has
   * passed to tell.
   * @param now epoch ms
   */
  takeMessageRate(now: number): number | undefined {
    const passedMs = now - this.#since;
    if (passedMs >= 0 && passedMs < MIN_MEASURED_MS) return undefined;
    const rate = (this.#messages * 1000) / passedMs;
    this.#messages = 0;
    this.#since = now;
    // A clock that was set back gives no rate.
    return passedMs > 0 ? rate : undefined;
  }
}
