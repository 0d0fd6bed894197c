// How often one client may do what costs the server or reveals something. Rules R7, U6, A9.
import { Refusal, type RefusalCode } from "#protocol/error-codes";
import { foldName } from "#protocol/text";
import type { Clock, Digest, MaybePromise } from "../../chat/lib/ports.ts";
import { slowDown } from "../../chat/lib/refusals.ts";
import { type BucketRate, TokenBuckets } from "../../chat/lib/token-bucket.ts";
import type { ClientAddresses, ClientRequest } from "./client-address.ts";

/** What one client may do. */
const RATES = {
  sessions: { burst: 200, perSecond: 5 },
  rooms: { burst: 60, perSecond: 1 },
  // Requests that look through all rooms.
  lists: { burst: 60, perSecond: 1 },
  // Room codes that don't exist.
  misses: { burst: 30, perSecond: 1 },
  // Leaving rooms, invites, owner keys and changes of one's account: each of them is written to disk at once.
  changes: { burst: 200, perSecond: 5 },
  // The burst lets a school class behind one address register together.
  accounts: { burst: 60, perSecond: 0.25 },
  logins: { burst: 60, perSecond: 1 },
  // Pages of messages, lists of members and rooms, documents: whatever may be long.
  reads: { burst: 300, perSecond: 30 },
} satisfies Record<string, BucketRate>;
const MISSES_PER_SERVER: BucketRate = { burst: 300, perSecond: 30 };
/** Counts the tries for one username by all clients together. */
const LOGINS_PER_USERNAME: BucketRate = { burst: 20, perSecond: 0.25 };
/** Each limit tracks so many clients; beyond that it forgets the one that waited longest. */
const MAX_TRACKED_CLIENTS = 10_000;

/** Refusals that tell a guesser something: these count, while whatever else is refused gives back what it used up. */
const TELLING_REFUSALS: ReadonlySet<RefusalCode> = new Set(["name_taken", "bad_login", "bad_token", "not_allowed"]);

export type LimitedAction = Exclude<keyof typeof RATES, "misses">;

export class RateLimits {
  readonly #clock: Clock;
  readonly #digest: Digest;
  readonly #addresses: ClientAddresses;
  readonly #isLimited: boolean;
  readonly #buckets: Record<keyof typeof RATES, TokenBuckets>;
  readonly #serverMisses = new TokenBuckets(MISSES_PER_SERVER, 1);
  readonly #usernameLogins = new TokenBuckets(LOGINS_PER_USERNAME, MAX_TRACKED_CLIENTS);

  /** @param settings `limits` false lifts all of these limits */
  constructor(clock: Clock, digest: Digest, addresses: ClientAddresses, settings: { readonly limits: boolean }) {
    this.#clock = clock;
    this.#digest = digest;
    this.#addresses = addresses;
    this.#isLimited = settings.limits;
    this.#buckets = {
      sessions: new TokenBuckets(RATES.sessions, MAX_TRACKED_CLIENTS),
      rooms: new TokenBuckets(RATES.rooms, MAX_TRACKED_CLIENTS),
      lists: new TokenBuckets(RATES.lists, MAX_TRACKED_CLIENTS),
      misses: new TokenBuckets(RATES.misses, MAX_TRACKED_CLIENTS),
      changes: new TokenBuckets(RATES.changes, MAX_TRACKED_CLIENTS),
      accounts: new TokenBuckets(RATES.accounts, MAX_TRACKED_CLIENTS),
      logins: new TokenBuckets(RATES.logins, MAX_TRACKED_CLIENTS),
      reads: new TokenBuckets(RATES.reads, MAX_TRACKED_CLIENTS),
    };
  }

  /** Counts one action of this client. Returns a refusal when there were too many. */
  spend(action: LimitedAction, client: ClientRequest): Refusal | undefined {
    if (!this.#isLimited) return undefined;
    return refusalFor(this.#buckets[action].take(this.#addresses.digestOf(client), this.#clock()));
  }

  /**
   * Counts one action of this client and does it. What is refused after all gives back what it used up.
   * @param work does it, or returns why it is refused
   */
  async admit<T>(
    action: LimitedAction,
    client: ClientRequest,
    work: () => MaybePromise<T | Refusal>,
  ): Promise<T | Refusal> {
    return this.#isLimited ? this.#admit(this.#buckets[action], this.#addresses.digestOf(client), work) : work();
  }

  /** Returns a digest of who sent it, for what one visitor may have at a time; undefined where nothing is limited. */
  visitorOf(client: ClientRequest): string | undefined {
    return this.#isLimited ? this.#addresses.digestOf(client) : undefined;
  }

  /** Does the same for logins with this username, whether or not an account has it. */
  async admitLogin<T>(username: string, work: () => Promise<T | Refusal>): Promise<T | Refusal> {
    return this.#isLimited ? this.#admit(this.#usernameLogins, this.#digest(foldName(username.trim())), work) : work();
  }

  /** Counts one room code that doesn't exist. Only clients that guess wrong are ever slowed down. */
  spendMiss(client: ClientRequest): Refusal | undefined {
    if (!this.#isLimited) return undefined;
    const now = this.#clock();
    const waitMs = this.#buckets.misses.take(this.#addresses.digestOf(client), now) || this.#serverMisses.take("", now);
    return refusalFor(waitMs);
  }

  async #admit<T>(buckets: TokenBuckets, key: string, work: () => MaybePromise<T | Refusal>): Promise<T | Refusal> {
    const tooMany = refusalFor(buckets.take(key, this.#clock()));
    if (tooMany !== undefined) return tooMany;
    const outcome = await work();
    if (outcome instanceof Refusal && !TELLING_REFUSALS.has(outcome.code)) buckets.giveBack(key);
    return outcome;
  }
}

function refusalFor(waitMs: number): Refusal | undefined {
  return waitMs <= 0 ? undefined : slowDown("Too many requests; wait a little.", waitMs);
}
