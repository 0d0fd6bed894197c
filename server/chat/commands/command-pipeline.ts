// Takes commands into a room's log: each is delayed to the member's rate, decided, and appended by the engine. Changes of a
// room, and what may change its board, are decided one after another, each on the result of the one before. Rules W15, G3,
// G11, G14, B5.
import { Refusal, type RefusalCode } from "#protocol/error-codes";
import type { ChatEvent, CommandOf, LogEvent } from "#protocol/frames";
import { MAX_REACTIONS } from "#protocol/limits";
import { countReactions } from "#protocol/revise";
import { can } from "#protocol/roles";
import { type ModerationRequest, moderate, type TargetContext } from "../access/moderation.ts";
import { takeOwnership } from "../access/ownership.ts";
import { withProfile } from "../encryption/room-encryption.ts";
import { readSealed } from "../encryption/sealed-events.ts";
import type { Files } from "../files/files.ts";
import { KeyedQueue } from "../lib/keyed-queue.ts";
import { type AppendResult, asSharedEngine, type Draft, type MaybePromise, type Ports } from "../lib/ports.ts";
import {
  goneRefusal,
  notEncrypted,
  removedMeanwhile,
  roleRefusal,
  slowDown,
  slowModeRefusal,
  tooManyChanges,
  tooManyReactions,
} from "../lib/refusals.ts";
import { decidePin, type PinCommand, withBoardAfter } from "../messages/board.ts";
import { decideMessage, draftToRepeat, type FindMessage, type MessageCommand } from "../messages/decide-message.ts";
import { decideSealed, sealedReactionsOf } from "../messages/decide-sealed.ts";
import { MessageRateLimit, runAt } from "../messages/message-rate-limit.ts";
import { SlowMode } from "../messages/slow-mode.ts";
import type { Actor, Room } from "../room-model/room.ts";
import type { RoomChange } from "../room-model/room-event.ts";
import { type RoomState, toEncodedState } from "../room-model/room-state.ts";
import { announceRekey, decideRekey, deliverBoxes, type RekeyCommand } from "./rekey.ts";
import { changeSettings, type SettingsChange } from "./room-settings.ts";

type Loose<T> = { [K in keyof T]: T[K] | undefined };
/** A change of settings as a client asks for it. */
type SettingsCommand = { type: "change" } & Partial<Loose<Omit<CommandOf<"change">, "type">>>;
type ModerationCommand = { type: "moderate" } & ModerationRequest;
/** A member of an encrypted room says what they are called. */
type ProfileCommand = { type: "profile"; sealed: string; nonce?: string | undefined };
export type RoomCommand =
  | MessageCommand
  | PinCommand
  | SettingsCommand
  | ModerationCommand
  | ProfileCommand
  | RekeyCommand;

/** The refusals that are no fault of whoever asked. */
const SERVERS_FAULTS: ReadonlySet<RefusalCode> = new Set(["not_saved", "server_full", "busy", "internal"]);

/** The most edits and deletions that wait for their turn, on the whole server: when the disk hangs, none is saved. */
const MAX_WAITING_CHANGES = 1_000;

/** How often a change is decided, where other nodes change the room at the same moment. */
const MAX_DECISIONS = 16;

/** Decides a change anew as long as another node was quicker. Each time, the room is as that has left it. */
async function decideInTurn<T>(decide: () => MaybePromise<T | Refusal>): Promise<T | Refusal> {
  for (let count = 1; ; count++) {
    const outcome = await decide();
    const isTooLate = outcome instanceof Refusal && outcome.code === "busy";
    if (!isTooLate || count === MAX_DECISIONS) return outcome;
  }
}

/** The result of a command that no event tells of. */
const NO_EVENT: AppendResult = { seq: 0, text: "", repeated: false };

/** Whether deciding the command took hashing a password, which is too costly to be asked for again and again. */
const hasHashed = (command: RoomCommand) => command.type === "change" && typeof command.password === "string";

/** Calls a function if the outcome is a refusal, now or later. */
function ifRefused<T>(
  outcome: MaybePromise<T | Refusal>,
  onRefused: (refusal: Refusal) => void,
): MaybePromise<T | Refusal> {
  if (outcome instanceof Promise) return outcome.then((settled) => ifRefused(settled, onRefused) as T | Refusal);
  if (outcome instanceof Refusal) onRefused(outcome);
  return outcome;
}

export class CommandPipeline {
  readonly #ports: Ports;
  readonly #files: Files;
  readonly #isLimited: boolean;
  readonly #isShared: boolean;
  readonly #targetContext: (room: Room, memberId: string) => TargetContext;
  readonly #rateLimit = new MessageRateLimit();
  readonly #changes = new KeyedQueue<Room>();
  readonly #slowMode = new SlowMode();
  /** By message, the reactions to it that are being written. */
  readonly #reactionsOnTheirWay = new Map<string, number>();

  /** @param targetContext returns what moderation must know of a member beside the room's state */
  constructor(
    ports: Ports,
    files: Files,
    isLimited: boolean,
    targetContext: (room: Room, memberId: string) => TargetContext,
  ) {
    this.#ports = ports;
    this.#files = files;
    this.#isLimited = isLimited;
    this.#isShared = asSharedEngine(ports.engine) !== undefined;
    this.#targetContext = targetContext;
  }

  /** Executes a command, now or when the member's rate allows it. */
  submit(room: Room, actor: Actor, command: RoomCommand): MaybePromise<AppendResult | Refusal> {
    // Whoever acts by the owner key alone is limited by the key.
    const id = actor.member?.id ?? (actor.role === "owner" ? actor.keyDigest : undefined);
    if (!this.#isLimited || id === undefined) return this.#execute(room, actor, command);
    const { clock, wheel } = this.#ports;
    const executeCounted = (memberId: string) =>
      ifRefused(this.#execute(room, actor, command), (refusal) => {
        if (!hasHashed(command) || SERVERS_FAULTS.has(refusal.code)) this.#rateLimit.giveBack(memberId);
      });
    const now = clock();
    const turn = this.#rateLimit.admit(id, now);
    if ("waitMs" in turn) {
      if (turn.waitMs === 0) return executeCounted(id);
      const present = room.roster.get(id);
      // Whoever was removed from the room meanwhile must not act in it as if they were still here.
      const executeIfStillHere = () =>
        present === undefined || room.roster.get(id) === present ? executeCounted(id) : removedMeanwhile(command.nonce);
      return runAt(wheel, now + turn.waitMs, executeIfStillHere);
    }
    const isMessage =
      command.type !== "change" &&
      command.type !== "moderate" &&
      command.type !== "pin" &&
      command.type !== "profile" &&
      command.type !== "rekey";
    return isMessage
      ? slowDown("You're sending too fast.", turn.retryAfterMs, command.nonce)
      : slowDown("Too many changes at once. Wait a moment.", turn.retryAfterMs, command.nonce);
  }

  /** Counts an event that another node has taken toward its sender's pace. */
  countElsewhere({ userId, timestamp }: LogEvent): void {
    if (this.#isLimited && userId != null) {
      this.#rateLimit.countElsewhere(userId, Date.parse(timestamp), this.#ports.clock());
    }
  }

  /** Changes a room's state without an event. @param next returns the state after it; the same state for no change */
  changeState(room: Room, next: (state: RoomState) => RoomState | Refusal): MaybePromise<Refusal | undefined> {
    return this.#runChange(room, () => {
      if (room.isEnded) return goneRefusal(room);
      const state = next(room.state);
      if (state instanceof Refusal) return state;
      return state === room.state
        ? undefined
        : this.#ports.engine.saveState(room.founding.epoch, toEncodedState(state, room.seen));
    });
  }

  /** The present instant in epoch ms. */
  get now(): number {
    return this.#ports.clock();
  }

  /** Saves the state unchanged, with the members the room remembers. */
  saveState(room: Room): void {
    this.changeState(room, (state) => ({ ...state }));
  }

  #execute(room: Room, submitter: Actor, command: RoomCommand): MaybePromise<AppendResult | Refusal> {
    if (room.isEnded) return goneRefusal(room, command.nonce);
    const actor = room.refreshActor(submitter, this.#ports.clock());
    if (command.type === "change") return this.#changeSettings(room, actor, command);
    if (command.type === "edit" || command.type === "delete") return this.#revise(room, actor, command);
    if (command.type === "chat" || command.type === "react") return this.#appendWithFiles(room, actor, command);
    if (command.type === "rekey") return this.#rekey(room, actor, command);
    if (command.type === "profile") return this.#saveProfile(room, actor, command);
    if (command.type === "pin") {
      return this.#appendChange(room, actor, command.nonce, (by) =>
        decidePin(room, by, command, this.#ports.clock(), this.#messagesOf(room), this.#ports.sha256),
      );
    }
    return this.#appendChange(room, actor, command.nonce, (by) => {
      const now = this.#ports.clock();
      if (command.action === "take" && command.userId === by.member?.id) return takeOwnership(room, by, command, now);
      return moderate(room, by, command, this.#targetContext(room, command.userId), now);
    });
  }

  #appendMessage(room: Room, actor: Actor, command: MessageCommand): MaybePromise<AppendResult | Refusal> {
    const { clock, engine } = this.#ports;
    const { epoch } = room.founding;
    const now = clock();
    const { encryption } = room.state;
    const draft =
      encryption === undefined
        ? decideMessage(room, actor, command, now, this.#messagesOf(room))
        : decideSealed(room, encryption, actor, command, now, this.#messagesOf(room), this.#ports.sha256);
    if (draft instanceof Refusal) {
      // What was carried out before may be impossible by now: its files are taken, the message it is about is gone.
      const repeated = draftToRepeat(room, actor, command, now);
      return (repeated && engine.history(epoch).firstResult(repeated)) ?? draft;
    }
    if (draft.type === "edit" || draft.type === "delete") return this.#appendWithBoard(room, draft, room.state);
    if (draft.type === "react" && draft.on) return this.#appendReaction(epoch, draft);
    const { slowModeSeconds } = room.state;
    const append = (slowModeMs?: number) =>
      draft.type === "chat" && draft.files !== undefined
        ? this.#appendFiles(room, draft, slowModeMs)
        : engine.append(epoch, draft, undefined, undefined, slowModeMs);
    if (draft.type !== "chat" || actor.role !== "member" || slowModeSeconds === null) return append();
    // Where several nodes share the room, it is decided where they all write.
    if (this.#isShared) return append(slowModeSeconds * 1000);
    const { userId, nonce } = draft;
    // Sending the same nonce again is no new message.
    const isRepeated = nonce !== undefined && engine.history(epoch).firstResult(draft) !== undefined;
    if (isRepeated) return append();
    const turn = this.#slowMode.admit(room, userId, slowModeSeconds * 1000, now);
    if (typeof turn === "number") return slowModeRefusal(turn, nonce);
    return ifRefused(append(), turn);
  }

  /** Appends a message, after learning of files that were uploaded to other nodes. */
  #appendWithFiles(
    room: Room,
    submitter: Actor,
    command: Extract<MessageCommand, { type: "chat" | "react" }>,
  ): MaybePromise<AppendResult | Refusal> {
    const { shared } = this.#files;
    const ids = command.type === "chat" ? command.files : undefined;
    if (shared === undefined || !ids?.length) return this.#appendMessage(room, submitter, command);
    return shared.bring(room, ids, command.nonce).then((refusal) => {
      return refusal ?? this.#appendMessage(room, room.refreshActor(submitter, this.#ports.clock()), command);
    });
  }

  /** Appends a message with files. Until it is saved, no other message can take them. */
  #appendFiles(room: Room, draft: ChatEvent, slowModeMs?: number): MaybePromise<AppendResult | Refusal> {
    const { engine } = this.#ports;
    const { epoch } = room.founding;
    const files = this.#files;
    const ids = (draft.files ?? []).map(({ id }) => id);
    const saved = files.claim(room, ids, draft.nonce);
    const append = () => engine.append(epoch, draft, undefined, saved, slowModeMs);
    const claiming = files.shared?.claim(room, ids, draft.nonce);
    const outcome = claiming === undefined ? append() : claiming.then((refusal) => refusal ?? append());
    const settle = (result: AppendResult | Refusal) => {
      files.settleClaim(room, ids, (id) => engine.history(epoch).messageOfFile(id));
      return result;
    };
    return outcome instanceof Promise ? outcome.then(settle) : settle(outcome);
  }

  /** Appends a reaction. Those on their way to the data file count as well, so that no message gets too many. */
  #appendReaction(epoch: string, draft: Extract<Draft, { type: "react" }>): MaybePromise<AppendResult | Refusal> {
    const { engine } = this.#ports;
    const { messageId, nonce } = draft;
    const onTheirWay = this.#reactionsOnTheirWay.get(messageId) ?? 0;
    if (onTheirWay > 0) {
      const message = engine.history(epoch).findMessage(messageId);
      if (message !== undefined && countReactions(message) + sealedReactionsOf(message) + onTheirWay >= MAX_REACTIONS)
        return tooManyReactions(nonce);
    }
    const outcome = engine.append(epoch, draft);
    if (!(outcome instanceof Promise)) return outcome;
    this.#reactionsOnTheirWay.set(messageId, onTheirWay + 1);
    return outcome.finally(() => {
      const left = (this.#reactionsOnTheirWay.get(messageId) ?? 1) - 1;
      if (left > 0) this.#reactionsOnTheirWay.set(messageId, left);
      else this.#reactionsOnTheirWay.delete(messageId);
    });
  }

  /** Runs a change in its turn. */
  #runChange<T>(room: Room, change: () => MaybePromise<T | Refusal>): MaybePromise<T | Refusal> {
    return this.#changes.run(room, this.#isShared ? () => decideInTurn(change) : change);
  }

  #changeSettings(room: Room, actor: Actor, command: SettingsCommand): MaybePromise<AppendResult | Refusal> {
    const { password, ...asked } = command;
    const { nonce } = asked;
    const appendWith = (passwordHash: string | null | undefined) => {
      const change: SettingsChange = { ...asked, passwordHash };
      return this.#appendChange(room, actor, nonce, (by) =>
        changeSettings(room, by, change, this.#ports.clock(), this.#ports.sha256),
      );
    };
    if (typeof password !== "string") return appendWith(password);
    // Hashing is too costly to do for somebody who may not set a password.
    if (!can(actor.role, "password")) return roleRefusal(nonce);
    return this.#ports.passwords
      .hash(password)
      .then((hash) =>
        hash instanceof Refusal
          ? new Refusal("busy", "Too many passwords are being set. Try again soon.", nonce, hash.retryAfterMs)
          : appendWith(hash),
      );
  }

  /** Decides a change in its turn, and appends its event together with the state after it. */
  #appendChange(
    room: Room,
    actor: Actor,
    nonce: string | undefined,
    decide: (by: Actor) => RoomChange | Refusal,
  ): MaybePromise<AppendResult | Refusal> {
    const { engine } = this.#ports;
    const { epoch } = room.founding;
    return this.#runChange(room, () => {
      if (room.isEnded) return goneRefusal(room, nonce);
      const { member } = actor;
      const first = nonce && member && engine.history(epoch).findByNonce({ type: "room", userId: member.id, nonce });
      if (first) return first;
      const change = decide(room.refreshActor(actor, this.#ports.clock()));
      if (change instanceof Refusal) return change;
      return this.#appendWithBoard(room, change.draft, change.state);
    });
  }

  /** Continues the keyring in its turn. Of two at once, the first wins. */
  #rekey(room: Room, submitter: Actor, command: RekeyCommand): MaybePromise<AppendResult | Refusal> {
    const { clock, engine } = this.#ports;
    const { epoch } = room.founding;
    return this.#runChange(room, async () => {
      const next = await decideRekey(room, room.refreshActor(submitter, clock()), command);
      if (next instanceof Refusal) return next;
      const before = room.state;
      // Nothing else changes the state meanwhile: this has its turn.
      if (next !== before) {
        const refusal = await engine.saveState(epoch, toEncodedState(next, room.seen));
        if (refusal !== undefined) return refusal;
      }
      if (room.isEnded) return NO_EVENT;
      announceRekey(command, (text) => engine.signal(epoch, text));
      const { boxes = {} } = command;
      deliverBoxes(room, boxes);
      // A page may be open on any node; only its box tells which.
      void asSharedEngine(engine)?.note(epoch, JSON.stringify({ type: "boxes", boxes }));
      return NO_EVENT;
    });
  }

  /** Keeps a member's newest sealed profile, and tells everybody. */
  #saveProfile(room: Room, { member }: Actor, command: ProfileCommand): MaybePromise<AppendResult | Refusal> {
    const { engine, sha256 } = this.#ports;
    const { sealed, nonce } = command;
    const userId = member?.id ?? "";
    const saved = this.changeState(room, (state) => {
      if (state.encryption === undefined) return notEncrypted(nonce);
      const read = readSealed(state.encryption, { class: "profile", sender: userId }, sealed, sha256, nonce);
      return read instanceof Refusal
        ? read
        : { ...state, encryption: withProfile(state.encryption, { userId, sealed }) };
    });
    const announce = (refusal: Refusal | undefined): AppendResult | Refusal => {
      if (refusal !== undefined) return refusal;
      if (!room.isEnded) engine.signal(room.founding.epoch, JSON.stringify({ type: "profile", userId, sealed }));
      return NO_EVENT;
    };
    return saved instanceof Promise ? saved.then(announce) : announce(saved);
  }

  /** Edits or deletes a message. While that is being saved, nobody can pin the former text. */
  #revise(
    room: Room,
    submitter: Actor,
    command: Extract<MessageCommand, { type: "edit" | "delete" }>,
  ): MaybePromise<AppendResult | Refusal> {
    if (this.#changes.waitingCount >= MAX_WAITING_CHANGES) return tooManyChanges(command.nonce);
    return this.#runChange(room, () => {
      if (room.isEnded) return goneRefusal(room, command.nonce);
      return this.#appendMessage(room, room.refreshActor(submitter, this.#ports.clock()), command);
    });
  }

  /** Appends an event together with the state and the board as they are after it. @param next the state, but for its board */
  #appendWithBoard(room: Room, draft: Draft, next: RoomState): MaybePromise<AppendResult | Refusal> {
    const state = withBoardAfter(next, draft, this.#messagesOf(room));
    if (state instanceof Refusal) return state;
    const encoded = state === room.state ? undefined : toEncodedState(state, room.seen);
    return this.#ports.engine.append(room.founding.epoch, draft, encoded);
  }

  #messagesOf(room: Room): FindMessage {
    const history = this.#ports.engine.history(room.founding.epoch);
    return (id) => history.findMessage(id);
  }
}
