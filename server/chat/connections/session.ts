// One open socket of a member, from its first frame to its close: decodes, limits, and lets the room decide.
// Invariant: until it has joined it changes nothing; once closed it is deaf. Rules W3 to W9, W13, G4, G7.

import { decode } from "#protocol/decode";
import { CLOSE, Refusal, type RefusalCode } from "#protocol/error-codes";
import type { Command, CommandOf } from "#protocol/frames";
import { FRAME_BURST, FRAMES_PER_SECOND, JOIN_DEADLINE_MS, RETRY_DEADLINE_MS } from "#protocol/limits";
import type { RoomCommand } from "../commands/command-pipeline.ts";
import { called, introduced } from "../joining/authenticate-join.ts";
import type { Waiting } from "../joining/knocks.ts";
import { deny } from "../joining/leave-room.ts";
import type { Appended, Socket } from "../lib/ports.ts";
import type { Timer } from "../lib/timer-wheel.ts";
import { Bucket, type BucketRate } from "../lib/token-bucket.ts";
import type { Actor, Room } from "../room-model/room.ts";
import type { Present } from "../room-model/roster.ts";
import type { Rooms } from "../room-registry/rooms.ts";
import { Follower } from "./subscriber.ts";

const FRAME_RATE: BucketRate = { burst: FRAME_BURST, perSecond: FRAMES_PER_SECOND };

/** What a socket outside the room does: nothing yet, its password is being looked at, or it waits to be let in. */
export type Outside = "silent" | "entering" | "knocking";

export class Session extends Follower {
  readonly #bucket: Bucket | undefined;
  #joinDue: Timer | undefined;
  #present: Present | undefined;
  tab: string | undefined;
  isAway = false;

  constructor(socket: Socket, room: Room, rooms: Rooms) {
    super(socket, room, rooms);
    rooms.waiting.set(this, "silent");
    const now = rooms.ports.clock();
    this.#bucket = rooms.isLimited ? new Bucket(FRAME_RATE, now) : undefined;
    this.#joinDue = rooms.ports.wheel.schedule(now + JOIN_DEADLINE_MS, () => this.disconnect(CLOSE.tooSlow, "no join"));
  }

  /** Takes one frame as it came: a string, or bytes, which are refused. */
  receive(frame: unknown): void {
    if (this.isClosed) return;
    try {
      const command = decode(frame);
      const waitMs = this.#bucket?.take(FRAME_RATE, this.rooms.ports.clock()) ?? 0;
      if (waitMs > 0)
        this.refuse(new Refusal("slow_down", "Too many frames at once.", nonceOf(command), Math.ceil(waitMs)));
      else if (command instanceof Refusal) this.refuse(command);
      else this.#obey(command);
    } catch (error) {
      this.failed(error);
    }
  }

  /** Joins with a token given outside the frames; a bad one closes the socket. */
  joinWith(token: string): void {
    this.#join({ type: "join", token }, true);
  }

  /** The socket is gone. */
  closed(): void {
    this.isClosed = true;
    this.rooms.signIns.release(this);
    this.#waitNoMore();
    if (this.#present !== undefined) this.rooms.presence.leave(this.room, this.#present, this);
    this.#present = undefined;
  }

  /** A newer socket of the same tab took over. */
  replaced(): void {
    this.#present = undefined;
    this.disconnect(CLOSE.replaced, "replaced");
  }

  /** Its account is signed in there no more. */
  signedOut(): void {
    this.disconnect(CLOSE.notAllowed, "signed out");
  }

  /** The room is over. */
  roomEnded(lastText: string): void {
    this.#present = undefined;
    if (!this.isClosed) this.socket.send(lastText);
    this.disconnect(CLOSE.roomEnded, "room ended");
  }

  #obey(command: Command): void {
    if (command.type === "join")
      return this.rooms.waiting.get(this) === "silent" ? this.#join(command, false) : this.refuse(ALREADY);
    if (this.#present === undefined)
      return this.refuse(new Refusal("not_joined", "Send join first.", nonceOf(command)));
    switch (command.type) {
      case "chat":
      case "edit":
      case "delete":
      case "react":
      case "change":
        return this.#submit(command, this.#present);
      case "moderate":
        return this.#moderate(command, this.#present);
      case "typing":
        this.rooms.presence.typing(this.room, this.#present);
        return this.accepted();
      case "away":
        this.isAway = command.on;
        this.rooms.presence.away(this.room, this.#present);
        return this.accepted();
      case "rename":
        return this.#rename(command, this.#present);
    }
  }

  #moderate({ action, ...command }: CommandOf<"moderate">, present: Present): void {
    if (action !== "deny") return this.#submit({ ...command, action }, present);
    const refusal = deny(this.rooms, this.room, this.#actor(present), command);
    return refusal === undefined ? this.accepted() : this.refuse(refusal);
  }

  #actor(present: Present): Actor {
    return { member: present, role: this.room.roleOf(present.id) };
  }

  #submit(command: RoomCommand, present: Present): void {
    const outcome = this.rooms.submit(this.room, this.#actor(present), command);
    if (outcome instanceof Promise)
      outcome.then(
        (appended) => this.#sent(appended),
        (error) => this.failed(error),
      );
    else this.#sent(outcome);
  }

  #sent(outcome: Appended | Refusal): void {
    if (outcome instanceof Refusal) {
      this.refuse(outcome);
      // Talking too fast, or while muted, is no nonsense.
      if (outcome.code === "slow_down" || outcome.code === "muted") this.accepted();
      return;
    }
    this.accepted();
    if (outcome.repeated && !this.isClosed) this.socket.send(outcome.text);
  }

  #rename(command: CommandOf<"rename">, present: Present): void {
    const member = called(present, command);
    if (member instanceof Refusal) return this.refuse(member);
    this.accepted();
    this.rooms.presence.rename(this.room, present, member.name, member.avatar);
  }

  #join(command: CommandOf<"join">, isFinal: boolean): void {
    const who = introduced(command, this.rooms.ports.verify);
    if (who instanceof Refusal) {
      this.refuse(who);
      return isFinal && who.status === 401 ? this.disconnect(CLOSE.notAllowed, who.code) : undefined;
    }
    this.rooms.signIns.hold(this, who.signIn ?? who.member.id);
    this.tab = command.tab;
    this.takesBatches = command.batch ?? false;
    const { member } = who;
    const { door, places, waiting } = this.rooms;
    const waited = { member, cursor: command.cursor };
    const actor = this.rooms.actor(this.room, member, undefined, places.of(this));
    const answer = door.enter(this.room, { ...actor, member }, command);
    if (!(answer instanceof Promise)) return this.#answered(answer, waited);
    waiting.set(this, "entering");
    answer.then(
      (late) => this.#answered(late, waited),
      (error) => this.broken(error),
    );
  }

  #answered(answer: "in" | "knock" | Refusal, waited: Waiting): void {
    if (this.isClosed) return;
    this.rooms.waiting.set(this, "silent");
    if (answer === "in") return this.letIn(waited);
    if (answer instanceof Refusal) return this.turnedAway(answer);
    const tooMany = this.rooms.knocks.wait(this.room, this, waited);
    if (tooMany !== undefined) return this.turnedAway(tooMany);
    this.#waitNoMore();
    this.rooms.waiting.set(this, "knocking");
    this.accepted();
    this.tell(JSON.stringify({ type: "waiting", message: "Waiting to be let in." }));
  }

  /** It may come in: it has joined. */
  letIn({ member, cursor }: Waiting): void {
    if (this.isClosed) return;
    try {
      const present = this.rooms.presence.enter(this.room, member, this);
      if (present instanceof Refusal) return this.turnedAway(present);
      this.#present = present;
      this.rooms.signIns.settle(this, member.id);
      this.#waitNoMore();
      this.accepted();
      this.welcome(present, cursor);
    } catch (error) {
      this.broken(error);
    }
  }

  /** It may not come in: for good, or it may try again with another join. */
  turnedAway(refusal: Refusal): void {
    const { code } = refusal;
    this.refuse(refusal);
    if (!RETRIED.has(code)) return this.disconnect(code === "not_found" ? CLOSE.noSuchRoom : CLOSE.notAllowed, code);
    const { clock, wheel } = this.rooms.ports;
    this.rooms.waiting.set(this, "silent");
    if (this.#joinDue !== undefined) wheel.cancel(this.#joinDue);
    this.#joinDue = wheel.schedule(clock() + RETRY_DEADLINE_MS, () => this.disconnect(CLOSE.tooSlow, "no join"));
  }

  /** A keeper sent it away: it is told why, and stays away. */
  sentAway(refusal: Refusal, reason: string = refusal.code): void {
    this.#present = undefined;
    this.refuse(refusal);
    this.disconnect(CLOSE.notAllowed, reason);
  }

  /** Its member left the room, for all their sockets. */
  left(): void {
    this.#present = undefined;
    this.disconnect(CLOSE.normal, "left");
  }

  /** It has joined, or never will. */
  #waitNoMore(): void {
    if (this.rooms.waiting.get(this) === "knocking") this.rooms.knocks.drop(this.room, this);
    this.rooms.waiting.delete(this);
    if (this.#joinDue !== undefined) this.rooms.ports.wheel.cancel(this.#joinDue);
    this.#joinDue = undefined;
  }
}

/** Why a join is refused that may be tried again, with something else or later. */
const RETRIED: ReadonlySet<RefusalCode> = new Set([
  "password_needed",
  "wrong_password",
  "not_allowed",
  "slow_down",
  "busy",
  "not_saved",
  "server_full",
]);

const ALREADY = new Refusal("malformed", "Already joined.");

function nonceOf(command: Command | Refusal): string | undefined {
  return "nonce" in command ? command.nonce : undefined;
}
