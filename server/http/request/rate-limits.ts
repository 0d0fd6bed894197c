// Who is asking, as far as limits go: an address folded to a digest, never kept in clear. Rules I6, R7, A9.

import { Refusal } from "#protocol/error-codes";
import { foldName } from "#protocol/text";
import type { By } from "../../chat/access/entry-rules.ts";
import type { Clock, Digest } from "../../chat/lib/ports.ts";
import { type BucketRate, Buckets } from "../../chat/lib/token-bucket.ts";
import type { Room } from "../../chat/room-model/room.ts";
import type { Rooms } from "../../chat/room-registry/rooms.ts";

const RATES = {
  sessions: { burst: 200, perSecond: 5 },
  rooms: { burst: 60, perSecond: 1 },
  // A look through all rooms.
  lists: { burst: 60, perSecond: 1 },
  misses: { burst: 30, perSecond: 1 },
  // Leaving a room, of which all in it are told, invites, owner keys and one's account: each is kept at once.
  changes: { burst: 200, perSecond: 5 },
  // A class behind one address signs up together; who guesses comes no further than with one more a second.
  accounts: { burst: 60, perSecond: 0.25 },
  logins: { burst: 60, perSecond: 1 },
} satisfies Record<string, BucketRate>;
const SERVER_MISSES: BucketRate = { burst: 300, perSecond: 30 };
/** Of one username, whoever asks: no more than one in 4 s for long. */
const NAMED_LOGINS: BucketRate = { burst: 20, perSecond: 0.25 };
/** Visitors remembered at once for each limit; those who have waited longest are forgotten first. */
const REMEMBERED = 10_000;

export type Limited = "sessions" | "rooms" | "lists" | "changes" | "accounts" | "logins";
/** Who asks: where from, and by what they have to show. */
export type Asked = By & { readonly request: Request; readonly address: string | undefined };

export type VisitorRules = {
  readonly limits: boolean;
  readonly trustProxy: boolean;
  /** Whether a ban holds for where somebody is, too. */
  readonly addressBans?: boolean;
};

export class Visitors {
  readonly #clock: Clock;
  readonly #digest: Digest;
  readonly #isLimited: boolean;
  readonly #trustProxy: boolean;
  readonly #bansPlaces: boolean;
  readonly #buckets: Record<keyof typeof RATES, Buckets>;
  readonly #serverMisses: Buckets;
  readonly #namedLogins = new Buckets(NAMED_LOGINS, REMEMBERED);

  constructor(clock: Clock, digest: Digest, { limits, trustProxy, addressBans = false }: VisitorRules) {
    this.#clock = clock;
    this.#digest = digest;
    this.#isLimited = limits;
    this.#trustProxy = trustProxy;
    this.#bansPlaces = addressBans;
    this.#buckets = {
      sessions: new Buckets(RATES.sessions, REMEMBERED),
      rooms: new Buckets(RATES.rooms, REMEMBERED),
      lists: new Buckets(RATES.lists, REMEMBERED),
      misses: new Buckets(RATES.misses, REMEMBERED),
      changes: new Buckets(RATES.changes, REMEMBERED),
      accounts: new Buckets(RATES.accounts, REMEMBERED),
      logins: new Buckets(RATES.logins, REMEMBERED),
    };
    this.#serverMisses = new Buckets(SERVER_MISSES, 1);
  }

  /** Counts one more of it for this visitor; a refusal once there were too many. */
  spend(what: Limited, asked: Asked): Refusal | undefined {
    if (!this.#isLimited) return undefined;
    return tooMany(this.#buckets[what].take(this.#keyOf(asked), this.#clock()));
  }

  /** Counts one more login under this username, whether or not there is such an account. */
  spendFor(username: string): Refusal | undefined {
    if (!this.#isLimited) return undefined;
    return tooMany(this.#namedLogins.take(this.#digest(foldName(username.trim())), this.#clock()));
  }

  /** Where somebody asks from, as a digest; undefined where nobody is banned by that. */
  placeOf(asked: Asked): string | undefined {
    return this.#bansPlaces ? this.#keyOf(asked) : undefined;
  }

  /** The living room of a code. Only those who guess wrong are ever slowed down. */
  find(rooms: Rooms, code: string, asked: Asked): Room | Refusal {
    const found = rooms.find(code, asked);
    if (!this.#isLimited || !(found instanceof Refusal) || found.code !== "not_found") return found;
    const now = this.#clock();
    const waitMs = this.#buckets.misses.take(this.#keyOf(asked), now) || this.#serverMisses.take("", now);
    return tooMany(waitMs) ?? found;
  }

  #keyOf({ request, address }: Asked): string {
    // The last entry is the one the trusted proxy itself wrote; those before it anyone may have made up.
    const forwarded = this.#trustProxy ? request.headers.get("x-forwarded-for")?.split(",").at(-1)?.trim() : undefined;
    return this.#digest(prefixOf(forwarded || address || ""));
  }
}

/** One IPv6 visitor has a /64 to pick addresses from. */
export function prefixOf(address: string): string {
  // Some proxies name the port as well, which is another for each connection.
  const bare = address.toLowerCase().replace(/^\[(.*)\](:\d+)?$|^([\d.]+):\d+$/, "$1$3");
  if (!bare.includes(":") || bare.startsWith("::ffff:")) return bare.replace("::ffff:", "");
  const [head = "", tail] = bare.split("::");
  const front = head.split(":").filter(Boolean);
  const back = tail?.split(":").filter(Boolean) ?? [];
  const groups =
    tail === undefined ? front : [...front, ...Array(Math.max(0, 8 - front.length - back.length)).fill("0"), ...back];
  return groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ""))
    .join(":");
}

function tooMany(waitMs: number): Refusal | undefined {
  if (waitMs <= 0) return undefined;
  return new Refusal("slow_down", "Too many requests; wait a little.", undefined, waitMs);
}
