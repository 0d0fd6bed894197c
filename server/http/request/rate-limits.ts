// Limits how often one client may make requests that are costly or that could reveal secrets. Rules R7, U6, A9, N48, W29.
import { Refusal, type RefusalCode } from "#protocol/error-codes";
import { foldName } from "#protocol/names";
import type { Clock, Digest, MaybePromise, SharedEngine } from "../../chat/lib/ports.ts";
import { slowDown } from "../../chat/lib/refusals.ts";
import { type BucketRate, TokenBuckets } from "../../chat/lib/token-bucket.ts";
import { Breaker } from "./breaker.ts";
import type { ClientAddresses } from "./client-address.ts";
import type { ClientRequest } from "./client-request.ts";

/** The rates of one client. The README repeats them, as it does SHARED_RATES and OPEN_AT_A_TIME. Rule N61. */
export const RATES = {
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
  // What the page that tests a connection sends and opens to see whether it gets through.
  probes: { burst: 40, perSecond: 0.2 },
  // New sockets of one client from the internet: all that it may have open come back at once after a restart.
  sockets: { burst: 1000, perSecond: 10 },
  // Sockets beyond those that one client may have open.
  turnedAway: { burst: 30, perSecond: 1 },
  // Pages of messages, lists of members and rooms, documents: whatever may be long.
  reads: { burst: 300, perSecond: 30 },
} satisfies Record<string, BucketRate>;
/** What all clients together may do before each time counts more for whoever does it. */
export const SHARED_RATES = {
  sockets: { burst: 5000, perSecond: 500 },
  rooms: { burst: 600, perSecond: 10 },
  accounts: { burst: 300, perSecond: 5 },
  logins: { burst: 300, perSecond: 20 },
} satisfies Partial<Record<keyof typeof RATES, BucketRate>>;
/** What one client may have open at a time, besides sockets. */
export const OPEN_AT_A_TIME = { streams: 64, uploads: 64, downloads: 128, probes: 4 };
export const MISSES_PER_SERVER: BucketRate = { burst: 300, perSecond: 30 };
/** Counts the tries for one username by all clients together, but those who have signed in with it before. */
const LOGINS_PER_USERNAME: BucketRate = { burst: 20, perSecond: 0.25 };
/** One client gets half of that at most, so that it can't keep all others out. */
const LOGINS_PER_STRANGER: BucketRate = { burst: 10, perSecond: 0.125 };
/** What a client that has signed in with the username before may do, whatever strangers do. */
const LOGINS_PER_OWNER: BucketRate = { burst: 60, perSecond: 0.25 };
/** The most clients that each limit remembers. Beyond that, it forgets those that have made no request for longest. */
const MAX_TRACKED_CLIENTS = 10_000;

/** Refusals that tell a guesser something: these count, while whatever else is refused gives back what it used up. */
const TELLING_REFUSALS: ReadonlySet<RefusalCode> = new Set([
  "name_taken",
  "bad_login",
  "bad_token",
  "wrong_password",
  "not_allowed",
]);

export type LimitedAction = Exclude<keyof typeof RATES, "misses">;

export class RateLimits {
  readonly #clock: Clock;
  readonly #digest: Digest;
  readonly #addresses: ClientAddresses;
  readonly #isLimited: boolean;
  readonly #buckets: Record<keyof typeof RATES, TokenBuckets>;
  readonly #breakers: { readonly [action in keyof typeof RATES]?: Breaker };
  readonly #serverMisses = new TokenBuckets(MISSES_PER_SERVER, 1);
  readonly #usernameLogins = new TokenBuckets(LOGINS_PER_USERNAME, MAX_TRACKED_CLIENTS);
  readonly #strangerLogins = new TokenBuckets(LOGINS_PER_STRANGER, MAX_TRACKED_CLIENTS);
  readonly #ownerLogins = new TokenBuckets(LOGINS_PER_OWNER, MAX_TRACKED_CLIENTS);
  /** Digests of a username and a client that has signed in with it, the latest last. */
  readonly #owners = new Set<string>();

  /**
   * @param settings `limits` false lifts all of these limits
   * @param share counts the buckets of a limit together with those of other nodes; undefined where there are none
   */
  constructor(
    clock: Clock,
    digest: Digest,
    addresses: ClientAddresses,
    settings: { readonly limits: boolean },
    share?: SharedEngine["shareLimit"],
  ) {
    this.#clock = clock;
    this.#digest = digest;
    this.#addresses = addresses;
    this.#isLimited = settings.limits;
    const now = clock();
    this.#breakers = {
      sockets: new Breaker(SHARED_RATES.sockets, now),
      rooms: new Breaker(SHARED_RATES.rooms, now),
      accounts: new Breaker(SHARED_RATES.accounts, now),
      logins: new Breaker(SHARED_RATES.logins, now),
    };
    this.#buckets = {
      sessions: new TokenBuckets(RATES.sessions, MAX_TRACKED_CLIENTS),
      rooms: new TokenBuckets(RATES.rooms, MAX_TRACKED_CLIENTS),
      lists: new TokenBuckets(RATES.lists, MAX_TRACKED_CLIENTS),
      misses: new TokenBuckets(RATES.misses, MAX_TRACKED_CLIENTS),
      changes: new TokenBuckets(RATES.changes, MAX_TRACKED_CLIENTS),
      accounts: new TokenBuckets(RATES.accounts, MAX_TRACKED_CLIENTS),
      logins: new TokenBuckets(RATES.logins, MAX_TRACKED_CLIENTS),
      probes: new TokenBuckets(RATES.probes, MAX_TRACKED_CLIENTS),
      sockets: new TokenBuckets(RATES.sockets, MAX_TRACKED_CLIENTS),
      turnedAway: new TokenBuckets(RATES.turnedAway, MAX_TRACKED_CLIENTS),
      reads: new TokenBuckets(RATES.reads, MAX_TRACKED_CLIENTS),
    };
    for (const [action, buckets] of Object.entries(this.#buckets)) share?.(action, buckets);
    share?.("misses-all", this.#serverMisses);
    share?.("logins-username", this.#usernameLogins);
    share?.("logins-stranger", this.#strangerLogins);
    share?.("logins-owner", this.#ownerLogins);
  }

  /** Counts one action of this client. Returns a refusal when there were too many. */
  spend(action: LimitedAction, client: ClientRequest): Refusal | undefined {
    if (!this.#isLimited) return undefined;
    const breaker = this.#breakers[action];
    const now = this.#clock();
    const waitMs = this.#buckets[action].take(this.#addresses.digestOf(client), now, breaker?.cost);
    if (waitMs <= 0) breaker?.note(now);
    return refusalFor(waitMs);
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
    if (!this.#isLimited) return work();
    return this.#admit(this.#buckets[action], this.#addresses.digestOf(client), work, this.#breakers[action]);
  }

  /** Returns a digest of who sent it, for what one visitor may have at a time; undefined where nothing is limited. */
  visitorOf(client: ClientRequest): string | undefined {
    return this.#isLimited ? this.#addresses.holderDigestOf(client) : undefined;
  }

  /** Does the same for logins of this client with this username, whether or not an account has it. */
  async admitLogin<T>(
    username: string,
    client: ClientRequest,
    work: () => MaybePromise<T | Refusal>,
  ): Promise<T | Refusal> {
    if (!this.#isLimited) return work();
    const pair = this.#pairOf(username, client);
    if (this.#owners.has(pair)) return this.#admit(this.#ownerLogins, pair, work);
    const name = this.#digest(foldName(username.trim()));
    return this.#admit(this.#strangerLogins, pair, () => this.#admit(this.#usernameLogins, name, work));
  }

  /** Remembers that this client holds the account, so that no stranger's tries keep it out. */
  noteOwner(username: string, client: ClientRequest): void {
    if (!this.#isLimited) return;
    const pair = this.#pairOf(username, client);
    this.#owners.delete(pair);
    this.#owners.add(pair);
    const [oldest] = this.#owners;
    if (this.#owners.size > MAX_TRACKED_CLIENTS && oldest !== undefined) this.#owners.delete(oldest);
  }

  #pairOf(username: string, client: ClientRequest): string {
    return this.#digest(`${foldName(username.trim())} ${this.#addresses.holderDigestOf(client)}`);
  }

  /** Counts one room code that doesn't exist. Only clients that guess wrong are ever slowed down. */
  spendMiss(client: ClientRequest): Refusal | undefined {
    if (!this.#isLimited) return undefined;
    const now = this.#clock();
    const waitMs = this.#buckets.misses.take(this.#addresses.digestOf(client), now) || this.#serverMisses.take("", now);
    return refusalFor(waitMs);
  }

  async #admit<T>(
    buckets: TokenBuckets,
    key: string,
    work: () => MaybePromise<T | Refusal>,
    breaker?: Breaker,
  ): Promise<T | Refusal> {
    const cost = breaker?.cost ?? 1;
    const tooMany = refusalFor(buckets.take(key, this.#clock(), cost));
    if (tooMany !== undefined) return tooMany;
    const outcome = await work();
    if (outcome instanceof Refusal && !TELLING_REFUSALS.has(outcome.code)) buckets.giveBack(key, cost);
    else breaker?.note(this.#clock());
    return outcome;
  }
}

function refusalFor(waitMs: number): Refusal | undefined {
  return waitMs <= 0 ? undefined : slowDown("Too many requests. Wait a moment.", waitMs);
}
