// What all nodes know and nobody else: the secret that signs tokens and keys digests, and the key under which limits count
// visitors, which is another one every day. The first node draws them. Rules D21, D36.
import { DAY_MS } from "#protocol/limits";
import type { Random } from "../../chat/lib/ports.ts";
import type { Link } from "./redis-link.ts";
import { dayKey, lifetimeKey, secretKey } from "./room-keys.ts";

const DAY_KEY_BYTES = 32;
const SECRET_POLL_MS = 100;
const OTHER_SECRET =
  "Redis has another secret than this server, which knows no rooms and tokens of the others: restart it";

export class NodeKeys {
  readonly #link: Link;
  readonly #prefix: string;
  readonly #random: Random;
  readonly #reportFault: (error: unknown) => void;
  #secret: Uint8Array | undefined;
  #dayKey: Uint8Array | undefined;
  /** When Redis forgets the key of the day, by this node's monotonic clock. */
  #dayEndsAt = 0;
  #timer: Timer | undefined;
  /** When the nodes' lifetime is over, by the same clock. */
  #endsAt: number | undefined;
  #onDayKey: ((key: Uint8Array) => void) | undefined;

  constructor(link: Link, prefix: string, random: Random, reportFault: (error: unknown) => void) {
    this.#link = link;
    this.#prefix = prefix;
    this.#random = random;
    this.#reportFault = reportFault;
  }

  /** Returns the secret. @throws when Redis can't be reached */
  async secret(newSecret: () => Uint8Array): Promise<Uint8Array> {
    const isKnown = this.#secret !== undefined;
    if (!isKnown) await this.#waitForSecret();
    this.#secret ??= newSecret();
    const own = this.#secret.toBase64();
    const [kept, isNew] = await this.#link.run("keepFirst", [secretKey(this.#prefix)], [own]);
    // It was empty: other nodes may be about to give it what they have. One may have been quicker with the secret than with its rooms.
    if (isNew || (!isKnown && this.#link.youngForMs > 0)) this.#link.doubt();
    if (isKnown && kept !== own) this.#reportFault(new Error(OTHER_SECRET));
    this.#secret = Uint8Array.fromBase64(String(kept));
    return this.#secret;
  }

  /** Waits for the secret where Redis has none and was started just now: nodes that know it may be about to give it back. */
  async #waitForSecret(): Promise<void> {
    const until = performance.now() + this.#link.youngForMs;
    while (performance.now() < until) {
      const [kept] = await this.#link.run("lookUp", [secretKey(this.#prefix)], []);
      if (typeof kept === "string") return;
      await Bun.sleep(SECRET_POLL_MS);
    }
  }

  /** Names who is told the key of the day, now and whenever it is another one. */
  watchDayKey(listener: (key: Uint8Array) => void): void {
    this.#onDayKey = listener;
    if (this.#dayKey !== undefined) listener(this.#dayKey);
  }

  /** Asks for the key of the day. @throws when Redis can't be reached */
  async refreshDayKey(): Promise<void> {
    const leftMs = Math.ceil(this.#dayEndsAt - performance.now());
    const isOver = leftMs <= 0;
    const offered = (!isOver && this.#dayKey) || this.#drawKey();
    const args = [offered.toBase64(), isOver ? DAY_MS : leftMs];
    const [kept, keptMs] = await this.#link.run("keepFor", [dayKey(this.#prefix)], args);
    this.#dayEndsAt = performance.now() + Number(keptMs);
    this.#setDayKey(Uint8Array.fromBase64(String(kept)));
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#endDay(), Number(keptMs) + 1);
    this.#timer.unref();
  }

  /**
   * Returns how long all nodes still live, ms: the first one that asks says how long that is.
   * @throws when Redis can't be reached
   */
  async lifetimeLeft(lifetimeMs: number): Promise<number> {
    const leftMs = this.#endsAt === undefined ? lifetimeMs : Math.ceil(this.#endsAt - performance.now());
    if (leftMs <= 0) return 0;
    const [, keptMs] = await this.#link.run("keepFor", [lifetimeKey(this.#prefix)], ["1", leftMs]);
    this.#endsAt ??= performance.now() + Number(keptMs);
    return Number(keptMs);
  }

  /** Gives Redis the keys again: one that was started anew has forgotten them. */
  async keep(): Promise<void> {
    const secret = this.#secret;
    const lifetime = this.#endsAt === undefined ? undefined : this.lifetimeLeft(0);
    await Promise.all([secret && this.secret(() => secret), this.refreshDayKey(), lifetime]).catch(() => {});
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  /** The day is over, also where Redis can't be reached: then until it can, this node counts under a key of its own. */
  #endDay(): void {
    this.refreshDayKey().catch(() => {
      this.#dayEndsAt = 0;
      this.#setDayKey(this.#drawKey());
    });
  }

  #setDayKey(key: Uint8Array): void {
    if (this.#dayKey !== undefined && Buffer.compare(key, this.#dayKey) === 0) return;
    this.#dayKey = key;
    this.#onDayKey?.(key);
  }

  #drawKey(): Uint8Array {
    const key = new Uint8Array(DAY_KEY_BYTES);
    this.#random(key);
    return key;
  }
}
