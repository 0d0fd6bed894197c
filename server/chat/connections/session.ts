import { decodeCommand } from "#protocol/decode";
import { fromBase64url, toBase64url } from "#protocol/e2ee/bytes";
import { sessionOf } from "#protocol/e2ee/event-envelope";
import { CLOSE, Refusal } from "#protocol/error-codes";
import type { Command, CommandOf, Cursor } from "#protocol/frames";
import { FRAME_BURST, FRAMES_PER_SECOND, JOIN_DEADLINE_MS, JOIN_RETRY_DEADLINE_MS } from "#protocol/limits";
import type { RoomCommand } from "../commands/command-pipeline.ts";
import { authenticateJoin, withProfile } from "../joining/authenticate-join.ts";
import { RETRYABLE_REFUSALS } from "../joining/join-room.ts";
import type { KeyProof } from "../joining/key-proofs.ts";
import { denyKnock } from "../joining/leave-room.ts";
import type { AppendResult, Socket } from "../lib/ports.ts";
import { ALREADY_JOINED, badField, KEY_NEEDED, slowDown } from "../lib/refusals.ts";
import type { Timer } from "../lib/timer-wheel.ts";
import { type BucketRate, TokenBucket } from "../lib/token-bucket.ts";
import { toldOf } from "../presence/presence-notes.ts";
import type { Actor, Room } from "../room-model/room.ts";
import type { PendingJoin, RoomConnection, SealedSession } from "../room-model/room-connection.ts";
import type { RosterMember } from "../room-model/roster.ts";
import type { Rooms } from "../room-registry/rooms.ts";
import { readSignal } from "./sealed-signals.ts";
import { Subscriber } from "./subscriber.ts";

const FRAME_RATE: BucketRate = { burst: FRAME_BURST, perSecond: FRAMES_PER_SECOND };

/** Where a session is in its life. `deadline` closes a socket that doesn't join in time. */
type SessionState =
  | { readonly phase: "awaiting join" | "entering"; readonly deadline: Timer }
  | { readonly phase: "knocking" }
  | { readonly phase: "joined"; readonly member: RosterMember }
  | { readonly phase: "closed" };

/** What a session has besides in an encrypted room. Elsewhere it would only take memory. */
type EncryptedSession = {
  /** What the client has to answer. */
  challenge: Uint8Array | undefined;
  /** What it may call this server. */
  readonly bases: readonly string[];
  sealed?: SealedSession;
};

const PONG = JSON.stringify({ type: "pong" });
const KNOCKING: SessionState = { phase: "knocking" };
const CLOSED: SessionState = { phase: "closed" };

/**
 * One open socket of a member, from its first frame to its close: decodes its frames, limits their rate, and executes
 * them. Before it has joined it changes nothing in the room; once closed it takes no more frames.
 * Rules W3 to W9, W13, W26, W27, G4, G7.
 */
export class Session extends Subscriber implements RoomConnection {
  readonly #bucket: TokenBucket | undefined;
  #state: SessionState;
  #encryption: EncryptedSession | undefined;
  tab: string | undefined;
  isAway = false;

  constructor(socket: Socket, room: Room, rooms: Rooms) {
    super(socket, room, rooms);
    room.addUnjoined(this);
    const now = rooms.ports.clock();
    this.#bucket = rooms.isLimited ? new TokenBucket(FRAME_RATE, now) : undefined;
    this.#state = { phase: "awaiting join", deadline: this.#scheduleDeadline(now + JOIN_DEADLINE_MS) };
  }

  /** Handles one frame as it was received: a string, or bytes, which are refused. */
  receive(frame: unknown): void {
    if (this.isClosed) return;
    try {
      const command = decodeCommand(frame);
      const waitMs = this.#takeTurn();
      if (waitMs > 0) this.refuse(slowDown("Too many frames at once.", waitMs, nonceOf(command)));
      else if (command instanceof Refusal) this.refuse(command);
      else this.#execute(command);
    } catch (error) {
      this.reportFailure(error);
    }
  }

  /** Counts a ping or pong of the WebSocket protocol, which needs no answer of ours, like a frame. */
  receiveControl(): void {
    if (this.isClosed) return;
    const waitMs = this.#takeTurn();
    if (waitMs > 0) this.refuse(slowDown("Too many frames at once.", waitMs));
  }

  /** Has the client of an encrypted room prove that it has the key. @param bases what it may call this server */
  askForKey(bases: readonly string[]): void {
    const { bytes, view } = this.rooms.joinRoom.issueChallenge(this.room);
    this.#encryption = { ...this.#encryption, challenge: bytes, bases };
    this.send(JSON.stringify({ type: "challenge", ...view }));
  }

  /** Joins with the token of the request that opened it. A bad token closes the socket. */
  joinWithToken(token: string, cursor?: Cursor): void {
    this.#join({ type: "join", token, ...(cursor && { cursor }) }, true);
  }

  handleClosed(): void {
    const before = this.#state;
    if (before.phase === "closed") return;
    this.#state = CLOSED;
    this.rooms.connectionsByDevice.remove(this);
    this.room.removeUnjoined(this);
    if (before.phase === "knocking") this.rooms.knocks.removeSocket(this.room, this);
    if ("deadline" in before) this.rooms.ports.wheel.cancel(before.deadline);
    if (before.phase === "joined") this.rooms.presence.leave(this.room, before.member, this);
  }

  closeReplaced(): void {
    this.disconnect(CLOSE.replaced, "replaced");
  }

  closeRestarting(): void {
    this.disconnect(CLOSE.restarting, "restarting");
  }

  closeSignedOut(): void {
    this.disconnect(CLOSE.notAllowed, "signed out");
  }

  closeLeft(): void {
    this.disconnect(CLOSE.normal, "left");
  }

  closeRemoved(refusal: Refusal, reason: string = refusal.code): void {
    this.refuse(refusal);
    this.disconnect(CLOSE.notAllowed, reason);
  }

  endRoom(frame: string): void {
    this.send(frame);
    this.disconnect(CLOSE.roomEnded, "room ended");
  }

  completeJoin(pending: PendingJoin): void {
    if (this.isClosed) return;
    const { shared, ports } = this.rooms;
    const { id } = pending.member;
    const taking = shared?.places.take(this.room, id);
    if (taking === undefined) return this.#enter(pending);
    this.#setState({ phase: "entering", deadline: this.#scheduleDeadline(ports.clock() + JOIN_DEADLINE_MS) });
    taking
      .then((refusal) => {
        if (refusal !== undefined) return this.isClosed ? undefined : this.refuseJoin(refusal);
        this.#enter(pending);
        shared?.places.settle(this.room, id);
      })
      .catch((error) => this.closeAfterFailure(error));
  }

  #enter({ member: newcomer, cursor }: PendingJoin): void {
    if (this.isClosed) return;
    try {
      const member = this.rooms.presence.enter(this.room, newcomer, this);
      if (member instanceof Refusal) return this.refuseJoin(member);
      this.#setState({ phase: "joined", member });
      this.room.removeUnjoined(this);
      this.rooms.connectionsByDevice.removeGuest(this, member.id);
      this.resetRefusals();
      this.welcome(member, cursor);
    } catch (error) {
      this.closeAfterFailure(error);
    }
  }

  refuseJoin(refusal: Refusal): void {
    const { code } = refusal;
    this.refuse(refusal);
    // If this was one refused frame too many in a row, the socket is closed.
    if (this.isClosed) return;
    if (!RETRYABLE_REFUSALS.has(code))
      return this.disconnect(code === "not_found" ? CLOSE.noSuchRoom : CLOSE.notAllowed, code);
    if (code === "key_needed") this.askForKey(this.#encryption?.bases ?? []);
    const deadline = this.#scheduleDeadline(this.rooms.ports.clock() + JOIN_RETRY_DEADLINE_MS);
    this.#setState({ phase: "awaiting join", deadline });
  }

  get sealedSession(): SealedSession | undefined {
    return this.#encryption?.sealed;
  }

  protected get isClosed(): boolean {
    return this.#state.phase === "closed";
  }

  /** @returns 0, or ms until the client may send another frame */
  #takeTurn(): number {
    return this.#bucket?.take(FRAME_RATE, this.rooms.ports.clock()) ?? 0;
  }

  #execute(command: Command): void {
    const state = this.#state;
    if (command.type === "ping") return this.send(PONG);
    if (command.type === "join") {
      return state.phase === "awaiting join" ? this.#join(command, false) : this.refuse(ALREADY_JOINED);
    }
    if (state.phase !== "joined") return this.refuse(new Refusal("not_joined", "Send join first.", nonceOf(command)));
    const { member } = state;
    switch (command.type) {
      case "chat":
      case "edit":
      case "delete":
      case "react":
      case "change":
      case "pin":
        return this.#submit(command, member);
      case "moderate":
        return this.#moderate(command, member);
      case "profile":
      case "rekey":
        return this.#submit(command, member);
      case "typing":
      case "session":
        return this.#signal(command, member);
      case "seen":
        this.#see([command.seq].flat(), member);
        return this.resetRefusals();
      case "away":
        this.isAway = command.on;
        this.rooms.presence.updateAway(this.room, member);
        return this.resetRefusals();
      case "rename":
        return this.#rename(command, member);
    }
  }

  #moderate({ action, ...command }: CommandOf<"moderate">, member: RosterMember): void {
    if (action !== "deny") return this.#submit({ ...command, action }, member);
    const refusal = denyKnock(this.rooms, this.room, this.#actor(member), command);
    return refusal === undefined ? this.resetRefusals() : this.refuse(refusal);
  }

  #actor(member: RosterMember): Actor {
    return { member, role: this.room.roleOf(member.id) };
  }

  #submit(command: RoomCommand, member: RosterMember): void {
    const outcome = this.rooms.commandPipeline.submit(this.room, this.#actor(member), command);
    if (outcome instanceof Promise)
      outcome.then(
        (result) => this.#acknowledge(result),
        (error) => this.reportFailure(error),
      );
    else this.#acknowledge(outcome);
  }

  /** Tells the sender of a refusal or of a repeated nonce. A new event is acknowledged by its delivery. */
  #acknowledge(outcome: AppendResult | Refusal): void {
    if (outcome instanceof Refusal) {
      this.refuse(outcome);
      // Sending too fast, or while muted, is no misuse of the protocol.
      if (outcome.code === "slow_down" || outcome.code === "muted") this.resetRefusals();
      return;
    }
    this.resetRefusals();
    if (outcome.repeated) this.send(outcome.text);
  }

  #see(seqs: readonly number[], { id }: RosterMember): void {
    const { vanishing, shared } = this.rooms;
    shared?.nodes.tell(this.room, { type: "seen", id, seqs });
    vanishing.seen(this.room, id, seqs);
  }

  #signal({ type, sealed }: CommandOf<"typing" | "session">, member: RosterMember): void {
    const { presence, ports } = this.rooms;
    const read = readSignal(this.room, type, member.id, sealed, ports.sha256);
    if (read instanceof Refusal) return this.refuse(read);
    this.resetRefusals();
    if (type === "typing") return presence.signalTyping(this.room, member, sealed);
    if (read === undefined) return;
    const id = toBase64url(sessionOf(fromBase64url(read.sealed) ?? new Uint8Array()));
    const session = { id, sealed: read.sealed };
    this.#encryption = { challenge: undefined, bases: [], ...this.#encryption, sealed: session };
    const text = JSON.stringify({ type, userId: member.id, sealed });
    ports.engine.signal(this.room.founding.epoch, text);
    // Whoever joins on another node later is told of it there.
    this.rooms.shared?.nodes.tell(this.room, { type: "in", member: toldOf(member) });
  }

  #rename(command: CommandOf<"rename">, member: RosterMember): void {
    if (this.room.isEncrypted) return this.refuse(badField("rename", "an encrypted room takes a profile"));
    const renamed = withProfile(member, command);
    if (renamed instanceof Refusal) return this.refuse(renamed);
    this.resetRefusals();
    this.rooms.presence.rename(this.room, member, renamed.name, renamed.avatar);
  }

  /** @param isFinal whether a bad token closes the socket */
  #join(command: CommandOf<"join">, isFinal: boolean): void {
    const authenticated = authenticateJoin(command, this.rooms.ports.verifyToken);
    if (authenticated instanceof Refusal) {
      this.refuse(authenticated);
      const { status, code } = authenticated;
      return isFinal && status === 401 ? this.disconnect(CLOSE.notAllowed, code) : undefined;
    }
    const { signIn } = authenticated;
    const member = this.room.memberHere(authenticated.member);
    // Its client can't open such rooms.
    if (this.room.isEncrypted && command.proof === undefined) {
      this.refuse(KEY_NEEDED);
      return this.disconnect(CLOSE.notAllowed, KEY_NEEDED.code);
    }
    const { addressBans, connectionsByDevice, joinRoom } = this.rooms;
    connectionsByDevice.add(this, signIn ?? member.id);
    this.tab = command.tab;
    this.takesBatches = command.batch ?? false;
    const pending = { member, cursor: command.cursor };
    const actor = this.rooms.actorFor(this.room, member, undefined, addressBans.addressOf(this));
    const answer = joinRoom.enter(
      this.room,
      { ...actor, member },
      { ...command, keyProof: this.#keyProof(command) },
      this,
    );
    if (!(answer instanceof Promise)) return this.#settleJoin(answer, pending);
    const state = this.#state;
    if ("deadline" in state) this.#state = { phase: "entering", deadline: state.deadline };
    answer.then(
      (settled) => this.#settleJoin(settled, pending),
      (error) => {
        this.room.endArrival(member.id);
        this.closeAfterFailure(error);
      },
    );
  }

  #keyProof({ proof: text }: CommandOf<"join">): KeyProof | undefined {
    const { challenge, bases = [] } = this.#encryption ?? {};
    if (this.#encryption !== undefined) this.#encryption.challenge = undefined;
    const proof = text === undefined ? undefined : fromBase64url(text);
    return challenge && proof && { challenge, proof, bases };
  }

  #settleJoin(answer: "in" | "knock" | Refusal, pending: PendingJoin): void {
    if (answer === "in") this.room.endArrival(pending.member.id);
    if (this.isClosed) return;
    if (answer === "in") return this.completeJoin(pending);
    if (answer instanceof Refusal) return this.refuseJoin(answer);
    const refusal = this.rooms.knocks.knockBySocket(this.room, this, pending);
    if (refusal !== undefined) return this.refuseJoin(refusal);
    this.#setState(KNOCKING);
    this.resetRefusals();
    this.send(JSON.stringify({ type: "waiting", message: "Waiting to be let in." }));
  }

  /** Moves an open session to another phase, and cancels the deadline of the former phase. */
  #setState(state: SessionState): void {
    const before = this.#state;
    this.#state = state;
    if ("deadline" in before) this.rooms.ports.wheel.cancel(before.deadline);
  }

  #scheduleDeadline(at: number): Timer {
    return this.rooms.ports.wheel.schedule(at, () => this.disconnect(CLOSE.tooSlow, "no join"));
  }
}

function nonceOf(command: Command | Refusal): string | undefined {
  return "nonce" in command ? command.nonce : undefined;
}
