/** Deliveries a second. Measured: below this, batching saves nothing, and waiting would slow a sender who awaits each message. */
const HOT_DELIVERIES_PER_SECOND = 400_000;
const MESSAGES_PER_CHECK = 32;
/** The shortest time a rate is measured over. */
const MIN_MEASURED_MS = 25;

/**
 * How busy a room is. A hot room has so many deliveries that frames cost more than a short wait, so that it is worth
 * batching them (W17). A calm room pays one addition a message.
 */
export class HotRoom {
  #messages = 0;
  #since = 0;
  isHot = false;
  /** The deliveries a second from which the room is hot. Once it is, it stays so down to half of them. */
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
