// One open socket of a member, from its first frame to its close: decodes, limits, and lets the room decide.
// Invariant: until it has joined it changes nothing; once closed it is deaf. Rules W2 to W9, W13, H5, H6.
import { CLOSE, Refusal } from "#protocol/codes";
import { decode } from "#protocol/decode";
import type { Command, CommandOf, Cursor, Member } from "#protocol/frames";
import { FRAME_BURST, FRAMES_PER_SECOND, JOIN_DEADLINE_MS, REFUSED_IN_A_ROW } from "#protocol/limits";
import { cleanLabel, nameProblem } from "#protocol/text";
import { Bucket, type BucketRate } from "./bucket.ts";
import type { RoomCommand } from "./decide.ts";
import { type Appended, gathered, type Socket } from "./ports.ts";
import { catchUp, welcome } from "./replay.ts";
import type { Room } from "./room.ts";
import type { Rooms } from "./rooms.ts";
import type { Present } from "./roster.ts";
import type { Timer } from "./wheel.ts";

const FRAME_RATE: BucketRate = { burst: FRAME_BURST, perSecond: FRAMES_PER_SECOND };

export class Session {
  readonly #socket: Socket;
  readonly room: Room;
  readonly #rooms: Rooms;
  readonly #bucket: Bucket | undefined;
  #joinDue: Timer | undefined;
  #present: Present | undefined;
  /** While catching up: the last seq sent. The socket is not subscribed yet. */
  #sentSeq: number | undefined;
  #refusedInARow = 0;
  #isClosed = false;
  tab: string | undefined;
  /** Its client takes several frames in one. */
  #takesBatches = false;
  #isSubscribed = false;
  isAway = false;

  constructor(socket: Socket, room: Room, rooms: Rooms) {
    this.#socket = socket;
    this.room = room;
    this.#rooms = rooms;
    rooms.waiting.add(this);
    const now = rooms.ports.clock();
    this.#bucket = rooms.isLimited ? new Bucket(FRAME_RATE, now) : undefined;
    this.#joinDue = rooms.ports.wheel.schedule(now + JOIN_DEADLINE_MS, () => this.#close(CLOSE.tooSlow, "no join"));
  }

  /** Takes one frame as it came: a string, or bytes, which are refused. */
  receive(frame: unknown): void {
    if (this.#isClosed) return;
    try {
      const command = decode(frame);
      const waitMs = this.#bucket?.take(FRAME_RATE, this.#rooms.ports.clock()) ?? 0;
      if (waitMs > 0)
        this.#refuse(new Refusal("slow_down", "Too many frames at once.", nonceOf(command), Math.ceil(waitMs)));
      else if (command instanceof Refusal) this.#refuse(command);
      else this.#obey(command);
    } catch (error) {
      this.#failed(error);
    }
  }

  /** Joins with a token given outside the frames; a bad one closes the socket. */
  joinWith(token: string): void {
    this.#join({ type: "join", token }, true);
  }

  /** The socket has room again after it was too full to send. */
  drained(): void {
    if (this.#sentSeq !== undefined && !this.#isClosed) this.#catchUp(this.#sentSeq);
  }

  /** The socket is gone. */
  closed(): void {
    this.#isClosed = true;
    this.#waitNoMore();
    if (this.#present !== undefined) this.#rooms.presence.leave(this.room, this.#present, this);
    this.#present = undefined;
  }

  /** The room is busy from now on, or no more. */
  heatChanged(): void {
    if (!this.#isSubscribed || !this.#takesBatches) return;
    const { epoch } = this.room.founding;
    const [from, to] = this.room.heat.isHot ? [epoch, gathered(epoch)] : [gathered(epoch), epoch];
    this.#socket.unsubscribe(from);
    this.#socket.subscribe(to);
  }

  /** A newer socket of the same tab took over. */
  replaced(): void {
    this.#present = undefined;
    this.#close(CLOSE.replaced, "replaced");
  }

  /** The room is over. */
  roomEnded(lastText: string): void {
    this.#present = undefined;
    if (!this.#isClosed) this.#socket.send(lastText);
    this.#close(CLOSE.roomEnded, "room ended");
  }

  #obey(command: Command): void {
    if (command.type === "join")
      return this.#present === undefined ? this.#join(command, false) : this.#refuse(ALREADY);
    if (this.#present === undefined)
      return this.#refuse(new Refusal("not_joined", "Send join first.", nonceOf(command)));
    switch (command.type) {
      case "chat":
      case "edit":
      case "delete":
      case "react":
        return this.#submit(command, this.#present);
      case "typing":
        this.#rooms.presence.typing(this.room, this.#present);
        return this.#accepted();
      case "away":
        this.isAway = command.on;
        this.#rooms.presence.away(this.room, this.#present);
        return this.#accepted();
      case "rename":
        return this.#rename(command, this.#present);
    }
  }

  #submit(command: RoomCommand, present: Present): void {
    const actor = { member: present, role: this.room.roleOf(present.id) };
    const outcome = this.#rooms.submit(this.room, actor, command);
    if (outcome instanceof Promise)
      outcome.then(
        (appended) => this.#sent(appended),
        (error) => this.#failed(error),
      );
    else this.#sent(outcome);
  }

  #sent(outcome: Appended | Refusal): void {
    if (outcome instanceof Refusal) {
      this.#refuse(outcome);
      // Talking too fast is no nonsense.
      if (outcome.code === "slow_down") this.#accepted();
      return;
    }
    this.#accepted();
    if (outcome.repeated && !this.#isClosed) this.#socket.send(outcome.text);
  }

  #rename(command: CommandOf<"rename">, present: Present): void {
    const name = cleanLabel(command.name ?? present.name);
    const problem = nameProblem(name);
    if (problem !== undefined) return this.#refuse(new Refusal("malformed", `name: ${problem}.`));
    this.#accepted();
    this.#rooms.presence.rename(
      this.room,
      present,
      name,
      command.avatar === undefined ? present.avatar : command.avatar,
    );
  }

  #join(command: CommandOf<"join">, isFinal: boolean): void {
    const given = command.name === undefined ? undefined : cleanLabel(command.name);
    const problem = given === undefined ? undefined : nameProblem(given);
    if (problem !== undefined) return this.#refuse(new Refusal("malformed", `name: ${problem}.`));
    const proved = this.#rooms.ports.verify(command.token);
    if (proved === undefined) {
      this.#refuse(new Refusal("bad_token", "The token is not valid, or no longer."));
      return isFinal ? this.#close(CLOSE.notAllowed, "bad token") : undefined;
    }
    const avatar = command.avatar === undefined ? proved.avatar : command.avatar;
    try {
      this.#takesBatches = command.batch ?? false;
      this.#enter({ id: proved.id, name: given ?? proved.name, avatar }, command.cursor, command.tab);
    } catch (error) {
      this.#failed(error);
      // Half joined is no state to stay in: the client comes back.
      this.#close(CLOSE.fault, "fault");
    }
  }

  #enter(member: Member, cursor: Cursor | undefined, tab: string | undefined): void {
    this.tab = tab;
    const present = this.#rooms.presence.enter(this.room, member, this);
    if (present instanceof Refusal) {
      this.#refuse(present);
      return this.#close(CLOSE.notAllowed, present.code);
    }
    this.#present = present;
    this.#waitNoMore();
    this.#accepted();
    this.#welcome(present, cursor);
  }

  // Sending the snapshot and subscribing happen in one turn of the event loop, so nothing falls between them.
  #welcome(present: Present, cursor: Cursor | undefined): void {
    const { text, seq, more } = welcome(this.#rooms.ports, this.room, present, cursor);
    const sent = this.#socket.send(text);
    if (!more) this.#subscribe();
    else if (sent > 0) this.#catchUp(seq);
    else this.#sentSeq = seq;
  }

  #catchUp(fromSeq: number): void {
    const { epoch } = this.room.founding;
    const stand = catchUp(this.#rooms.ports.engine, this.#socket, epoch, fromSeq);
    if (stand === "lost") return this.#close(CLOSE.tooSlow, "too slow");
    this.#sentSeq = stand === "caught up" ? undefined : stand;
    if (stand === "caught up") this.#subscribe();
  }

  #subscribe(): void {
    const { epoch } = this.room.founding;
    this.#isSubscribed = true;
    // What is gathered so far was in the snapshot.
    this.#rooms.ports.fanout.flush(epoch);
    this.#socket.subscribe(this.#takesBatches && this.room.heat.isHot ? gathered(epoch) : epoch);
  }

  /** It has joined, or never will. */
  #waitNoMore(): void {
    this.#rooms.waiting.delete(this);
    if (this.#joinDue !== undefined) this.#rooms.ports.wheel.cancel(this.#joinDue);
    this.#joinDue = undefined;
  }

  #accepted(): void {
    this.#refusedInARow = 0;
  }

  #failed(error: unknown): void {
    const id = this.#rooms.ports.fault(error);
    this.#refuse(new Refusal("internal", `Something went wrong here: ${id}.`));
  }

  #refuse({ code, message, nonce, retryAfterMs }: Refusal): void {
    if (this.#isClosed) return;
    this.#socket.send(JSON.stringify({ type: "refused", code, message, nonce, retryAfterMs }));
    if (++this.#refusedInARow >= REFUSED_IN_A_ROW) this.#close(CLOSE.tooManyFrames, "too many refused frames");
  }

  #close(code: number, reason: string): void {
    if (this.#isClosed) return;
    this.closed();
    this.#socket.close(code, reason);
  }
}

const ALREADY = new Refusal("malformed", "Already joined.");

function nonceOf(command: Command | Refusal): string | undefined {
  return "nonce" in command ? command.nonce : undefined;
}
