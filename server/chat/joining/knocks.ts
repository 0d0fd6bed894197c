// Who waits to be let into a room: by open sockets, which are told when they are, or over REST, which ask again. Those
// who may let them in hear of it, and nobody else. Rule G7.
import { Refusal } from "#protocol/error-codes";
import type { Cursor, Knock, Member, Signal } from "#protocol/frames";
import { KNOCK_MS, KNOCK_TRIES, KNOCK_TRY_EVERY_MS, KNOCKS, SESSIONS_PER_MEMBER } from "#protocol/limits";
import type { Session } from "../connections/session.ts";
import type { Due, Ports } from "../lib/ports.ts";
import type { Timer, Wheel } from "../lib/timer-wheel.ts";
import { type BucketRate, Buckets } from "../lib/token-bucket.ts";
import type { Room } from "../room-model/room.ts";

/** What a socket goes on with once it is let in. */
export type Waiting = { readonly member: Member; readonly cursor: Cursor | undefined };

type Knocking = {
  readonly member: Member;
  readonly sessions: Map<Session, Waiting>;
  /** Over REST: when it has not been asked again for too long. */
  lapse: Timer | undefined;
};

const MEMBER_TRIES: BucketRate = { burst: KNOCK_TRIES, perSecond: 1000 / KNOCK_TRY_EVERY_MS };
/** Members whose knocks are counted at once. */
const COUNTED = 10_000;

export class Knocks {
  readonly #clock: Ports["clock"];
  readonly #digest: Ports["digest"];
  readonly #wheel: Wheel<Due>;
  readonly #isLimited: boolean;
  readonly #tries = new Buckets(MEMBER_TRIES, COUNTED);
  readonly #byRoom = new Map<Room, Map<string, Knocking>>();

  constructor({ clock, digest, wheel }: Pick<Ports, "clock" | "digest" | "wheel">, isLimited: boolean) {
    this.#clock = clock;
    this.#digest = digest;
    this.#wheel = wheel;
    this.#isLimited = isLimited;
  }

  /** Who waits, in the order they came. */
  list(room: Room): Knock[] {
    return Array.from(this.#byRoom.get(room)?.values() ?? [], ({ member }) => knockOf(member));
  }

  nameOf(room: Room, memberId: string): string | undefined {
    return this.#byRoom.get(room)?.get(memberId)?.member.name;
  }

  /** A socket knocks, and waits. */
  wait(room: Room, session: Session, waiting: Waiting): Refusal | undefined {
    const knocking = this.#knock(room, waiting.member);
    if (knocking instanceof Refusal) return knocking;
    if (knocking.sessions.size >= SESSIONS_PER_MEMBER) return TOO_MANY;
    knocking.sessions.set(session, waiting);
    return undefined;
  }

  /** Somebody knocks over REST, or asks again. */
  ask(room: Room, member: Member): Refusal | undefined {
    const knocking = this.#knock(room, member);
    if (knocking instanceof Refusal) return knocking;
    if (knocking.lapse !== undefined) this.#wheel.cancel(knocking.lapse);
    knocking.lapse = this.#wheel.schedule(this.#clock() + KNOCK_MS, () => {
      knocking.lapse = undefined;
      this.#look(room, knocking);
    });
    return undefined;
  }

  /** The socket waits no longer. */
  drop(room: Room, session: Session): void {
    for (const knocking of this.#byRoom.get(room)?.values() ?? []) {
      if (knocking.sessions.delete(session)) return this.#look(room, knocking);
    }
  }

  /** It is answered. @returns the sockets that waited, and what each goes on with */
  answered(room: Room, memberId: string): ReadonlyMap<Session, Waiting> {
    const knocking = this.#byRoom.get(room)?.get(memberId);
    if (knocking === undefined) return new Map();
    this.#forget(room, knocking);
    return knocking.sessions;
  }

  /** The room is over, or nobody has to knock any more. @returns the sockets that waited */
  end(room: Room): ReadonlyMap<Session, Waiting> {
    const all = [...(this.#byRoom.get(room)?.values() ?? [])];
    for (const knocking of all) this.#forget(room, knocking);
    return new Map(all.flatMap(({ sessions }) => [...sessions]));
  }

  #knock(room: Room, member: Member): Knocking | Refusal {
    const knocks = this.#byRoom.get(room) ?? new Map<string, Knocking>();
    const before = knocks.get(member.id);
    if (before !== undefined) return before;
    if (knocks.size >= KNOCKS) return TOO_MANY;
    const waitMs = this.#isLimited
      ? this.#tries.take(this.#digest(`${room.founding.epoch} ${member.id}`), this.#clock())
      : 0;
    if (waitMs > 0)
      return new Refusal("slow_down", "You knocked too often; wait a little.", undefined, Math.ceil(waitMs));
    const knocking: Knocking = { member, sessions: new Map(), lapse: undefined };
    this.#byRoom.set(room, knocks.set(member.id, knocking));
    tellKeepers(room, { type: "knock", ...knockOf(member) });
    return knocking;
  }

  /** Whoever has neither a socket here nor asked of late is gone. */
  #look(room: Room, knocking: Knocking): void {
    if (knocking.sessions.size === 0 && knocking.lapse === undefined) this.#forget(room, knocking);
  }

  #forget(room: Room, { member, lapse }: Knocking): void {
    if (lapse !== undefined) this.#wheel.cancel(lapse);
    const knocks = this.#byRoom.get(room);
    knocks?.delete(member.id);
    if (knocks?.size === 0) this.#byRoom.delete(room);
    tellKeepers(room, { type: "knock_gone", userId: member.id });
  }
}

function knockOf({ id: userId, name: user, avatar }: Member): Knock {
  return { user, userId, avatar };
}

/** Few, and not by topic: nobody else may hear it. */
function tellKeepers({ state, roster }: Room, signal: Signal): void {
  const text = JSON.stringify(signal);
  for (const id of state.ownerId === null ? state.admins : [state.ownerId, ...state.admins]) {
    for (const session of roster.get(id)?.sessions ?? []) session.tell(text);
  }
}

const TOO_MANY = new Refusal("slow_down", "Too many wait to be let in; try again later.", undefined, KNOCK_MS);
