// What is asked for on its way into the log: at the pace it may come, decided by the room, kept and told by the engine.
// What changes a room is decided in turn, each on what the one before it left. Rules W15, G3, G11.
import { Refusal } from "#protocol/error-codes";
import type { CommandOf } from "#protocol/frames";
import { may } from "#protocol/roles";
import { type About, type Moderation, moderate, take } from "../access/moderation.ts";
import { Turns } from "../lib/keyed-queue.ts";
import type { Appended, Draft, MaybePromise, Ports } from "../lib/ports.ts";
import { decide, type Saying } from "../messages/decide-message.ts";
import { inTurn, Pace } from "../messages/message-rate-limit.ts";
import { SlowMode } from "../messages/slow-mode.ts";
import type { Actor, Room } from "../room-model/room.ts";
import { type RoomState, textOf } from "../room-model/room-state.ts";
import { type Change, change, type Next } from "./room-settings.ts";

type Loose<T> = { [K in keyof T]: T[K] | undefined };
/** Settings as a client asks for them. */
export type Changing = { type: "change" } & Partial<Loose<Omit<CommandOf<"change">, "type">>>;
export type Moderating = { type: "moderate" } & Moderation;
export type RoomCommand = Saying | Changing | Moderating;

export class Intake {
  readonly #ports: Ports;
  readonly #isLimited: boolean;
  readonly #about: (room: Room, memberId: string) => About;
  readonly #pace = new Pace();
  readonly #turns = new Turns<Room>();
  readonly #slowMode = new SlowMode();

  constructor(ports: Ports, isLimited: boolean, about: (room: Room, memberId: string) => About) {
    this.#ports = ports;
    this.#isLimited = isLimited;
    this.#about = about;
  }

  /** Lets the room decide, and the log take what it decided. */
  submit(room: Room, actor: Actor, command: RoomCommand): MaybePromise<Appended | Refusal> {
    const { clock, wheel } = this.#ports;
    const obey = () => this.#obey(room, actor, command);
    // Who holds the owner key needs no token, and is no faster for it.
    const id = actor.member?.id ?? (actor.role === "owner" ? actor.keyDigest : undefined);
    if (!this.#isLimited || id === undefined) return obey();
    const now = clock();
    const turn = this.#pace.admit(id, now);
    if ("waitMs" in turn) {
      if (turn.waitMs === 0) return obey();
      const present = room.roster.get(id);
      // Whoever was sent away meanwhile has no more to say as if they were here.
      const obeyIfHere = () => (present === undefined || room.roster.get(id) === present ? obey() : gone(command));
      return inTurn(wheel, now + turn.waitMs, obeyIfHere);
    }
    return new Refusal("slow_down", "You talk too fast.", command.nonce, Math.ceil(turn.retryAfterMs));
  }

  /** Changes what nobody is told of. @param next the state after it, which may be the same */
  keep(room: Room, next: (state: RoomState) => RoomState | Refusal): MaybePromise<Refusal | undefined> {
    return this.#turns.take(room, () => {
      if (room.ended) return ENDED_ROOM;
      const state = next(room.state);
      if (state instanceof Refusal) return state;
      return state === room.state
        ? undefined
        : this.#ports.engine.change(room.founding.epoch, textOf(state, room.seen));
    });
  }

  /** epoch ms */
  get now(): number {
    return this.#ports.clock();
  }

  /** Keeps the state as it is, with whom the room saw. */
  note(room: Room): void {
    this.keep(room, (state) => ({ ...state }));
  }

  #obey(room: Room, asked: Actor, command: RoomCommand): MaybePromise<Appended | Refusal> {
    if (room.ended) return ENDED_ROOM;
    const actor = room.again(asked);
    if (command.type === "change") return this.#change(room, actor, command);
    if (command.type !== "moderate") return this.#say(room, actor, command);
    return this.#next(room, actor, command.nonce, (by) => {
      const now = this.#ports.clock();
      if (command.action === "take" && command.userId === by.member?.id) return take(room, by, command, now);
      return moderate(room, by, command, this.#about(room, command.userId), now);
    });
  }

  #say(room: Room, actor: Actor, command: Saying): MaybePromise<Appended | Refusal> {
    const { clock, engine } = this.#ports;
    const { epoch } = room.founding;
    const now = clock();
    const draft = decide(room, actor, command, now, (id) => engine.history(epoch).message(id));
    if (draft instanceof Refusal || draft.type !== "chat" || actor.role !== "member") return this.#append(epoch, draft);
    const { slowModeSeconds } = room.state;
    if (slowModeSeconds === null) return this.#append(epoch, draft);
    const { userId, nonce } = draft;
    // Saying the same again is no faster talk.
    const first = nonce === undefined ? undefined : engine.history(epoch).first(`${userId} ${nonce}`);
    const waitMs = first === undefined ? this.#slowMode.admit(room, userId, slowModeSeconds * 1000, now) : 0;
    if (waitMs > 0) return new Refusal("slow_down", "Slow mode is on here.", nonce, Math.ceil(waitMs));
    return this.#append(epoch, draft);
  }

  #append(epoch: string, draft: Draft | Refusal): MaybePromise<Appended | Refusal> {
    return draft instanceof Refusal ? draft : this.#ports.engine.append(epoch, draft);
  }

  #change(room: Room, actor: Actor, { password, ...asked }: Changing): MaybePromise<Appended | Refusal> {
    const decided = (passwordHash: string | null | undefined) => {
      const wanted: Change = { ...asked, passwordHash };
      return this.#next(room, actor, asked.nonce, (by) => change(room, by, wanted, this.#ports.clock()));
    };
    if (typeof password !== "string") return decided(password);
    // A hash costs too much to be made for whoever asks.
    if (!may(actor.role, "password")) {
      return new Refusal("not_allowed", "Your role in this room doesn't allow that.", asked.nonce);
    }
    const { nonce } = asked;
    return this.#ports.passwords
      .hash(password)
      .then((hash) =>
        hash instanceof Refusal
          ? new Refusal("busy", "Too many passwords are being made; try again soon.", nonce, hash.retryAfterMs)
          : decided(hash),
      );
  }

  #next(
    room: Room,
    actor: Actor,
    nonce: string | undefined,
    decideNext: (by: Actor) => Next | Refusal,
  ): MaybePromise<Appended | Refusal> {
    const { engine } = this.#ports;
    const { epoch } = room.founding;
    return this.#turns.take(room, () => {
      if (room.ended) return ENDED_ROOM;
      const { member } = actor;
      const first = nonce && member && engine.history(epoch).first(`room ${member.id} ${nonce}`);
      if (first) return first;
      const next = decideNext(room.again(actor));
      if (next instanceof Refusal) return next;
      const { state, draft } = next;
      return engine.append(epoch, draft, state === room.state ? undefined : textOf(state, room.seen));
    });
  }
}

const gone = ({ nonce }: RoomCommand) => new Refusal("kicked", "You are not in this room any more.", nonce);
export const ENDED_ROOM = new Refusal("ended", "This room has ended.");
