// Coming into a room: passwords, invites, knocks, and who is let in for good. Rules G4 to G8.
import { Refusal } from "#protocol/error-codes";
import type { Member } from "#protocol/frames";
import {
  PASSWORD_TRIES,
  PASSWORD_TRY_EVERY_MS,
  REMEMBERED_MEMBERS,
  ROOM_PASSWORD_TRIES,
  ROOM_PASSWORD_TRY_EVERY_MS,
} from "#protocol/limits";
import { BANNED, barrier, fullness, isBanned, mayKnow, NO_ROOM } from "../access/entry-rules.ts";
import { used } from "../access/invites.ts";
import type { Intake } from "../commands/command-pipeline.ts";
import type { MaybePromise, Ports } from "../lib/ports.ts";
import { type BucketRate, Buckets } from "../lib/token-bucket.ts";
import type { Actor, Room } from "../room-model/room.ts";
import { withListed } from "../room-model/room-state.ts";

/** What a newcomer brings. */
export type Bringing = { readonly password?: string | undefined; readonly invite?: string | undefined };

const MEMBER_TRIES: BucketRate = { burst: PASSWORD_TRIES, perSecond: 1000 / PASSWORD_TRY_EVERY_MS };
const ROOM_TRIES: BucketRate = { burst: ROOM_PASSWORD_TRIES, perSecond: 1000 / ROOM_PASSWORD_TRY_EVERY_MS };
/** Members, and rooms, whose tries are counted at once. */
const COUNTED = 10_000;

type Newcomer = Actor & { readonly member: Member };

export class Door {
  readonly #ports: Ports;
  readonly #intake: Intake;
  readonly #isLimited: boolean;
  readonly #memberTries = new Buckets(MEMBER_TRIES, COUNTED);
  readonly #roomTries = new Buckets(ROOM_TRIES, COUNTED);

  constructor(ports: Ports, intake: Intake, isLimited: boolean) {
    this.#ports = ports;
    this.#intake = intake;
    this.#isLimited = isLimited;
  }

  /** Whether this newcomer is in, has to knock, or why neither. */
  enter(room: Room, newcomer: Newcomer, bringing: Bringing): MaybePromise<"in" | "knock" | Refusal> {
    const closed = barrier(room, newcomer);
    if (closed === undefined) return "in";
    if (isBanned(room, newcomer)) return closed;
    const full = fullness(room, newcomer.member.id);
    if (full !== undefined && mayKnow(room, newcomer)) return full;
    if (bringing.invite !== undefined) return this.#byInvite(room, newcomer, bringing.invite);
    if (room.state.entry === "knock") return "knock";
    if (room.state.entry !== "password" || bringing.password === undefined) return closed;
    return this.#byPassword(room, newcomer, bringing.password);
  }

  /** Puts the member on the room's list, as far as it has room. */
  list(room: Room, memberId: string): MaybePromise<Refusal | undefined> {
    return this.#intake.keep(room, (state) => {
      // A ban may have come first.
      if (state.bans.has(memberId)) return BANNED;
      // Where anyone may put themselves on it, there must be room for those the keepers let in.
      return withListed(state, [memberId], state.entry === "open" ? REMEMBERED_MEMBERS / 2 : REMEMBERED_MEMBERS);
    });
  }

  #byInvite(room: Room, newcomer: Newcomer, invite: string): MaybePromise<"in" | Refusal> {
    const { clock, digest } = this.#ports;
    const given = digest(invite);
    const { member } = newcomer;
    // Who may not know of the room must not learn of it by guessing.
    const answer = (refusal: Refusal | undefined) =>
      refusal === undefined
        ? "in"
        : refusal.code === "not_allowed" && room.state.entry === "members"
          ? NO_ROOM
          : refusal;
    const kept = this.#intake.keep(room, (state) =>
      state.bans.has(member.id) ? (barrier(room, newcomer) ?? BANNED) : used(state, given, member.id, clock()),
    );
    return kept instanceof Promise ? kept.then(answer) : answer(kept);
  }

  async #byPassword(room: Room, newcomer: Newcomer, password: string): Promise<"in" | Refusal> {
    const { id } = newcomer.member;
    const { passwordHash } = room.state;
    if (passwordHash === null) return NOT_THAT;
    const tooOften = this.#try(room, id);
    if (tooOften !== undefined) return tooOften;
    const isRight = await this.#ports.passwords.verify(password, passwordHash);
    if (isRight instanceof Refusal) return isRight;
    if (!isRight) return NOT_THAT;
    // Much may have happened meanwhile.
    const closed = barrier(room, newcomer);
    if (room.ended || closed === undefined) return "in";
    if (closed.code !== "password_needed" || room.state.passwordHash !== passwordHash) return closed;
    return (await this.list(room, id)) ?? "in";
  }

  #try(room: Room, memberId: string): Refusal | undefined {
    if (!this.#isLimited) return undefined;
    const { clock, digest } = this.#ports;
    // They outlast the room, of which nothing may stay.
    const [ofRoom, ofMember] = [digest(room.founding.epoch), digest(`${room.founding.epoch} ${memberId}`)];
    const waitMs = this.#memberTries.take(ofMember, clock()) || this.#roomTries.take(ofRoom, clock());
    if (waitMs <= 0) return undefined;
    return new Refusal("slow_down", "Too many passwords were tried; wait a little.", undefined, Math.ceil(waitMs));
  }
}

const NOT_THAT = new Refusal("wrong_password", "That is not this room's password.");
