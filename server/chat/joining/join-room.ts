// Lets newcomers into a room by password or invite, or asks them to knock, and puts them on its list. Rules G4 to G8, G10.
import { Refusal, type RefusalCode } from "#protocol/error-codes";
import type { Member } from "#protocol/frames";
import {
  MAX_REMEMBERED_MEMBERS,
  PASSWORD_TRY_BURST,
  PASSWORD_TRY_INTERVAL_MS,
  ROOM_PASSWORD_TRY_BURST,
  ROOM_PASSWORD_TRY_INTERVAL_MS,
} from "#protocol/limits";
import {
  admissionRefusal,
  entryRefusal,
  fullRoomRefusal,
  isBanned,
  kickRefusal,
  mayKnowRoom,
} from "../access/entry-rules.ts";
import { useInvite } from "../access/invites.ts";
import type { CommandPipeline } from "../commands/command-pipeline.ts";
import { asSharedEngine, type MaybePromise, type Ports } from "../lib/ports.ts";
import { BANNED, KEY_NEEDED, NO_ROOM, slowDown, WRONG_PASSWORD } from "../lib/refusals.ts";
import { type BucketRate, TokenBuckets } from "../lib/token-bucket.ts";
import type { Actor, Room } from "../room-model/room.ts";
import type { RoomConnection } from "../room-model/room-connection.ts";
import { withListed } from "../room-model/room-state.ts";
import { type Challenge, type KeyProof, KeyProofs } from "./key-proofs.ts";

/** The secrets a newcomer brings. */
export type JoinSecrets = {
  readonly password?: string | undefined;
  readonly invite?: string | undefined;
  readonly keyProof?: KeyProof | undefined;
};

const TRIES_BY_MEMBER: BucketRate = { burst: PASSWORD_TRY_BURST, perSecond: 1000 / PASSWORD_TRY_INTERVAL_MS };
const TRIES_BY_ROOM: BucketRate = { burst: ROOM_PASSWORD_TRY_BURST, perSecond: 1000 / ROOM_PASSWORD_TRY_INTERVAL_MS };
/** One visitor, who may be many members, gets half of a room's tries at most, so that they can't keep newcomers out. */
const TRIES_BY_VISITOR: BucketRate = {
  burst: TRIES_BY_ROOM.burst / 2,
  perSecond: TRIES_BY_ROOM.perSecond / 2,
};
/** The most members, and the most rooms, whose tries are counted at the same time. */
const MAX_COUNTED = 10_000;

/** The refusals of a join after which another join may succeed, with something else or later. */
export const RETRYABLE_REFUSALS: ReadonlySet<RefusalCode> = new Set([
  "password_needed",
  "wrong_password",
  "key_needed",
  "not_allowed",
  "slow_down",
  "busy",
  "not_saved",
  "server_full",
]);

type Newcomer = Actor & { readonly member: Member };
/** What counts the tries of somebody, under a key of its own. */
type Tries = { readonly buckets: TokenBuckets; readonly key: string };

export class JoinRoom {
  readonly #ports: Ports;
  readonly #commandPipeline: CommandPipeline;
  readonly #isLimited: boolean;
  readonly #keyProofs: KeyProofs;
  readonly #memberTries = new TokenBuckets(TRIES_BY_MEMBER, MAX_COUNTED);
  readonly #visitorTries = new TokenBuckets(TRIES_BY_VISITOR, MAX_COUNTED);
  /** The visitors behind sockets that were opened to a room with a password or a key. */
  readonly #visitors = new WeakMap<RoomConnection, string>();
  readonly #roomTries = new TokenBuckets(TRIES_BY_ROOM, MAX_COUNTED);

  constructor(ports: Ports, commandPipeline: CommandPipeline, isLimited: boolean) {
    this.#ports = ports;
    this.#commandPipeline = commandPipeline;
    this.#isLimited = isLimited;
    this.#keyProofs = new KeyProofs(ports);
    const engine = asSharedEngine(ports.engine);
    engine?.shareLimit("password-member", this.#memberTries);
    engine?.shareLimit("password-visitor", this.#visitorTries);
    engine?.shareLimit("password-room", this.#roomTries);
  }

  /** Remembers which visitor opened a socket. @param visitor a digest of their address */
  setVisitor(connection: RoomConnection, visitor: string): void {
    this.#visitors.set(connection, visitor);
  }

  /**
   * Returns that the newcomer is in, that they have to knock, or why they are refused. While letting them in is saved, a
   * place is kept for them; whoever gets "in" must call `room.endArrival`, and add them in the same turn if they come.
   * @param from the socket they come by, or a digest of the address of their request
   */
  enter(
    room: Room,
    newcomer: Newcomer,
    secrets: JoinSecrets,
    from?: RoomConnection | string,
  ): MaybePromise<"in" | "knock" | Refusal> {
    if (room.isEncrypted) return this.#enterByKey(room, newcomer, secrets.keyProof, this.#visitorOf(from));
    const refusal = entryRefusal(room, newcomer, this.#ports.clock());
    if (refusal === undefined) return "in";
    if (isBanned(room, newcomer)) return refusal;
    const full = fullRoomRefusal(room, newcomer.member.id);
    if (full !== undefined && mayKnowRoom(room, newcomer)) return full;
    if (secrets.invite !== undefined) return this.#enterByInvite(room, newcomer, secrets.invite);
    if (refusal.code === "kicked") return refusal;
    if (room.state.entry === "knock") return "knock";
    if (room.state.entry !== "password" || secrets.password === undefined) return refusal;
    return this.#enterByPassword(room, newcomer, secrets.password, this.#visitorOf(from));
  }

  #visitorOf(from: RoomConnection | string | undefined): string | undefined {
    return typeof from === "object" ? this.#visitors.get(from) : from;
  }

  /** Draws a challenge that somebody who wants to join an encrypted room has to answer, on this node. */
  issueChallenge(room: Room): Challenge {
    return this.#keyProofs.issue(room);
  }

  /** Draws a challenge that can be answered on any node. */
  issueSharedChallenge(room: Room): MaybePromise<Challenge> {
    return this.#keyProofs.issueShared(room);
  }

  /** Puts the member on the room's list, unless it is full. */
  addToList(room: Room, memberId: string): MaybePromise<Refusal | undefined> {
    return this.#commandPipeline.changeState(room, (state) => {
      // A ban may have come first.
      if (state.bans.has(memberId)) return BANNED;
      // Anyone may put themselves on the list of an open room, so half of it is left for members who are let in later.
      return withListed(
        state,
        [memberId],
        state.entry === "open" ? MAX_REMEMBERED_MEMBERS / 2 : MAX_REMEMBERED_MEMBERS,
      );
    });
  }

  #enterByInvite(room: Room, newcomer: Newcomer, invite: string): MaybePromise<"in" | Refusal> {
    const { clock, digest } = this.#ports;
    const inviteDigest = digest(invite);
    const { member } = newcomer;
    const toResult = (refusal: Refusal | undefined) => {
      if (refusal === undefined) return "in";
      room.endArrival(member.id);
      // Guessing invites must not reveal a members-only room.
      return refusal.code === "not_allowed" && room.state.entry === "members" ? NO_ROOM : refusal;
    };
    const saved = this.#commandPipeline.changeState(room, (state) => {
      const now = clock();
      if (state.bans.has(member.id)) return entryRefusal(room, newcomer, now) ?? BANNED;
      const next = useInvite(state, inviteDigest, member.id, now);
      // Asked again in its turn: the places may be taken meanwhile, and then the invite must not be used up.
      if (!(next instanceof Refusal))
        return fullRoomRefusal(room, member.id) ?? this.#beginArrival(room, member.id, next);
      return kickRefusal(room, newcomer, now) ?? next;
    });
    return saved instanceof Promise ? saved.then(toResult) : toResult(saved);
  }

  async #enterByKey(
    room: Room,
    newcomer: Newcomer,
    proof: KeyProof | undefined,
    visitor: string | undefined,
  ): Promise<"in" | Refusal> {
    const { id } = newcomer.member;
    const outside = () => admissionRefusal(room, newcomer, this.#ports.clock()) ?? fullRoomRefusal(room, id);
    const before = outside();
    if (before !== undefined) return before;
    if (proof === undefined) return KEY_NEEDED;
    const tooOften = this.#countTry(room, id, visitor);
    if (tooOften !== undefined) return tooOften;
    if (!(await this.#keyProofs.isRight(room, id, proof))) return KEY_NEEDED;
    // All come back at once after a restart: only what is wrong counts.
    giveBack(this.#triesOf(room, id, visitor));
    if (room.isEnded) return "in";
    const refusal = outside();
    if (refusal !== undefined) return refusal;
    room.addKeyHolder(id);
    // What they do over REST may come to any node.
    void asSharedEngine(this.#ports.engine)?.note(room.founding.epoch, JSON.stringify({ type: "keys", ids: [id] }));
    room.beginArrival(id);
    return "in";
  }

  async #enterByPassword(
    room: Room,
    newcomer: Newcomer,
    password: string,
    visitor: string | undefined,
  ): Promise<"in" | Refusal> {
    const { id } = newcomer.member;
    const { passwordHash } = room.state;
    if (passwordHash === null) return WRONG_PASSWORD;
    const tooOften = this.#countTry(room, id, visitor);
    if (tooOften !== undefined) return tooOften;
    const isRight = await this.#ports.passwords.verify(password, passwordHash);
    if (isRight instanceof Refusal) {
      // Nothing was tried.
      giveBack(this.#triesOf(room, id, visitor));
      return isRight;
    }
    if (!isRight) return WRONG_PASSWORD;
    // The room may have changed while the password was checked.
    const refusal = entryRefusal(room, newcomer, this.#ports.clock());
    if (room.isEnded || refusal === undefined) return "in";
    if (refusal.code !== "password_needed" || room.state.passwordHash !== passwordHash) return refusal;
    const full = fullRoomRefusal(room, id);
    if (full !== undefined) return full;
    room.beginArrival(id);
    const notListed = await this.addToList(room, id);
    if (notListed !== undefined) room.endArrival(id);
    return notListed ?? "in";
  }

  #beginArrival<T>(room: Room, memberId: string, next: T): T {
    room.beginArrival(memberId);
    return next;
  }

  #countTry(room: Room, memberId: string, visitor: string | undefined): Refusal | undefined {
    const now = this.#ports.clock();
    const taken: Tries[] = [];
    for (const tries of this.#triesOf(room, memberId, visitor)) {
      const waitMs = tries.buckets.take(tries.key, now);
      if (waitMs > 0) {
        giveBack(taken);
        return slowDown("Too many passwords were tried. Wait a moment.", waitMs);
      }
      taken.push(tries);
    }
    return undefined;
  }

  /** Returns where a try is counted: for the member, their visitor and the room. */
  #triesOf(room: Room, memberId: string, visitor: string | undefined): readonly Tries[] {
    if (!this.#isLimited) return [];
    const { digest } = this.#ports;
    const { epoch } = room.founding;
    // The counts outlast the room. Their keys are digests, because nothing readable of an ended room may stay.
    return [
      { buckets: this.#memberTries, key: digest(`${epoch} ${memberId}`) },
      ...(visitor === undefined ? [] : [{ buckets: this.#visitorTries, key: digest(`${epoch} from ${visitor}`) }]),
      { buckets: this.#roomTries, key: digest(epoch) },
    ];
  }
}

function giveBack(taken: readonly Tries[]): void {
  for (const { buckets, key } of taken) buckets.giveBack(key);
}
