// One encrypted room in the worker: takes what comes from the server and from the page, in order, and hands each the other's
// words, opened or sealed. The page talks as if the room weren't encrypted.
import { drawBytes, type FillRandom, isEqual, toBase64url } from "#protocol/e2ee/bytes";
import type { Writer } from "#protocol/e2ee/event";
import { drawSessionKeys } from "#protocol/e2ee/rekey";
import { publicKeyOf } from "#protocol/e2ee/signatures";
import type { ChatEvent, CommandOf, LogEvent, Pin, RoomView, ServerFrame, Welcome } from "#protocol/frames";
import type { ChallengeView } from "#protocol/schemas";
import type { KeyProblem, WorkerTexts } from "../../i18n/parts/encryption-texts.ts";
import { createArrivals } from "./arrivals.ts";
import { Backlog } from "./backlog.ts";
import { CommandSealer, IN_CLEAR, isSealProblem, type SealProblem } from "./command-sealer.ts";
import { EventOpener, type ToVerify } from "./event-opener.ts";
import { createFileRegister } from "./file-register.ts";
import { Members, type Profile } from "./members.ts";
import type { FromWorker, KeptRoom, ToWorker } from "./messages.ts";
import { Rekeying } from "./rekeying.ts";
import { RoomHistory } from "./room-history.ts";
import { bytesOf, RoomKeys } from "./room-keys.ts";
import { createSentCommands } from "./sent-commands.ts";
import { createSignals, OWN_NONCE } from "./signals.ts";
import { unsignedMessage } from "./unsigned-message.ts";

export type SessionPorts = {
  random: FillRandom;
  now(): number;
  after(delayMs: number, run: () => void): void;
  subtle: SubtleCrypto | undefined;
  post(message: FromWorker): void;
};

type You = Extract<ToWorker, { type: "send" }>["you"];
type AnyCommand = { readonly type: string; readonly nonce?: string; readonly [field: string]: unknown };

export class RoomSession {
  readonly keys: RoomKeys;
  readonly opener: EventOpener;
  readonly sealer: CommandSealer;
  readonly #ports: SessionPorts;
  readonly #texts: WorkerTexts;
  readonly #members: Members;
  readonly #history: RoomHistory;
  readonly backlog: Backlog;
  readonly #base: string;
  readonly #kept: KeptRoom;
  readonly files = createFileRegister();
  readonly #sessionKeys;
  readonly rekeying: Rekeying;
  readonly #writer: Omit<Writer, "memberId">;
  readonly #sent;
  readonly #arrivals;
  readonly #signals;
  /** Something that came couldn't be opened for want of the room's new key. */
  #hasMissed = false;
  #memberId = "";
  #challenge: ChallengeView | undefined;
  #join: { command: AnyCommand; you: You } | undefined;
  #hasProven = false;
  #socket = 0;
  #rootKey: Uint8Array = new Uint8Array();
  #room: RoomView | undefined;

  constructor(start: Extract<ToWorker, { type: "start" }>, ports: SessionPorts) {
    const { code, kept, base, texts, readTo } = start;
    this.#ports = ports;
    this.#texts = texts;
    this.#kept = kept;
    this.#base = base;
    this.keys = new RoomKeys(code, kept);
    const members = new Members(texts.member);
    this.#members = members;
    this.#arrivals = createArrivals({ members, after: ports.after, deliver: (frame) => this.#deliver(frame) });
    const signingKey = bytesOf(kept.seed);
    const session = drawBytes(ports.random, 8);
    this.#writer = { signingKey, memberKey: publicKeyOf(signingKey), session };
    this.#sessionKeys = drawSessionKeys(ports.random);
    const history = new RoomHistory({
      roomId: this.keys.roomId,
      subtle: ports.subtle,
      memberKeys: kept.memberKeys ?? {},
      pause: () => this.backlog.pause(),
      say: (type, notice) => ports.post({ type, notice }),
      failed: (item) => this.#mark(item),
      keysChanged: () => this.#keep(),
    });
    this.#history = history;
    const openAll = () => this.backlog.finish();
    const { of: keysOf, mayTitle } = this.keys;
    const falseReply = () => history.notice({ is: "history" });
    this.opener = new EventOpener({ keysOf, mayTitle, texts, verify: history.verify, openAll, falseReply });
    this.sealer = new CommandSealer({
      random: ports.random,
      now: ports.now,
      keys: () => this.keys.newest,
      writer: () => ({ ...this.#writer, memberId: this.#memberId }),
      seen: (isNumbered) => (isNumbered ? history.seen : history.seenSoFar),
      said: this.opener.said,
      mentionsOf: this.files.mentionsOf,
      roomLife: () => this.#room?.vanish ?? null,
    });
    const { keys, opener, sealer } = this;
    const transmit = (frame: object) => this.#transmit(frame);
    this.#sent = createSentCommands({ keys, sealer, transmit, refuse: (code, nonce) => this.#refuse(code, nonce) });
    const [arrivals, deliver] = [this.#arrivals, (frame: ServerFrame) => this.#deliver(frame)];
    this.#signals = createSignals({
      ...{ keys, opener, sealer, history, members, arrivals, transmit, deliver },
      ...{ random: ports.random, memberKey: this.#writer.memberKey },
      memberId: () => this.#memberId,
      setTitle: (title) => this.setTitle(title),
    });
    this.backlog = new Backlog({ ...ports, readTo, open: (event) => this.#open(event) });
    this.rekeying = new Rekeying({
      ...{ keys, opener, ...ports, ...this.#writer },
      memberId: () => this.#memberId,
      memberKeys: () => this.memberKeys,
      transmit,
      keep: () => this.#keep(),
      ask: () => this.#announcePage(),
      sayMissing: () => history.notice({ is: "no_new_key" }),
      setPending: (isPending) => history[isPending ? "notice" : "settle"]({ is: "key_pending" }),
    });
  }

  /** Members' keys, by the ids of those who are known. */
  get memberKeys(): ReadonlyMap<string, string> {
    return this.#history.memberKeys;
  }

  get memberKey(): Uint8Array {
    return this.#writer.memberKey;
  }

  #deliver(frame: ServerFrame): void {
    this.#ports.post({ type: "deliver", text: JSON.stringify(frame), socket: this.#socket });
  }

  #transmit(frame: object): void {
    this.#ports.post({ type: "transmit", text: JSON.stringify(frame), socket: this.#socket });
  }

  #fail(problem: KeyProblem): void {
    this.#ports.post({ type: "problem", problem, socket: this.#socket });
  }

  #refuse(code: SealProblem | "key_old" | "password_needed" | "wrong_password", nonce?: string): void {
    this.#deliver({ type: "refused", code, message: "", ...(nonce !== undefined && { nonce }) });
  }

  #keep(): void {
    const { seed } = this.#kept;
    const endsAt = this.#room?.expiresAt ? Date.parse(this.#room.expiresAt) : undefined;
    const memberKeys = Object.fromEntries(this.memberKeys);
    const kept: KeptRoom = { seed, ...this.keys.kept, memberKeys, ...(endsAt !== undefined && { endsAt }) };
    this.#ports.post({ type: "keep", kept });
  }

  opened(socket: number): void {
    this.#socket = socket;
    this.#challenge = this.#join = undefined;
    this.#hasProven = false;
    this.rekeying.opened();
  }

  /** Takes what the page would send. */
  send(text: string, you: You): void {
    const command = JSON.parse(text) as AnyCommand;
    switch (command.type) {
      case "join":
        this.#join = { command, you };
        return this.#prove();
      case "chat":
      case "edit":
      case "react":
        return this.#sent.send(command as unknown as CommandOf<"chat" | "edit" | "react">);
      case "typing": {
        const sealed = this.sealer.seal("typing", {});
        return isSealProblem(sealed) ? undefined : this.#transmit({ type: "typing", sealed });
      }
      case "rename":
        return this.#signals.rename(command as Partial<Profile>);
      default:
        if (IN_CLEAR.has(command.type)) this.#transmit(command);
    }
  }

  /** Takes another link, and keeps at once what one for one use led to: the server doesn't hand it out again. */
  setLink(link: string, wrapped: string | undefined): boolean {
    const isGood = this.keys.setLink(link, wrapped === undefined ? undefined : bytesOf(wrapped));
    if (isGood && wrapped !== undefined) this.#keep();
    return isGood;
  }

  setTitle(title: string): boolean {
    const sealed = this.sealer.seal("title", { title });
    if (isSealProblem(sealed)) return false;
    this.#transmit({ type: "change", sealed });
    return true;
  }

  /** Answers the challenge, once it and the join are there. */
  #prove(): void {
    if (this.#challenge === undefined || this.#join === undefined) return;
    const { command, you } = this.#join;
    const { name: _, avatar: __, password, ...join } = command;
    this.#memberId = you?.id ?? "";
    this.#signals.be(you && { name: you.name, avatar: you.avatar });
    const typed = typeof password === "string" ? password : undefined;
    const proof = this.keys.prove(this.#challenge, {
      memberId: this.#memberId,
      base: this.#base,
      password: typed,
    });
    if (proof === "password_needed") return this.#refuse("password_needed");
    // Who was away when the key changed goes on reading what is there; the new link, opened in the tab, leads on.
    if (proof === "old_link" && this.keys.keyring) return this.#history.notice({ is: "no_new_key" });
    // It is used before the next socket is opened.
    if (proof === "unclaimed") return;
    if (typeof proof === "string") return this.#fail(proof);
    this.#rootKey = bytesOf(this.#challenge.rootKey);
    this.#challenge = undefined;
    this.#hasProven = true;
    this.#transmit({ ...join, ...(this.#hasMissed && { cursor: undefined }), proof: toBase64url(proof) });
  }

  receive(text: string): void {
    // A busy room sends several frames in one, a line each.
    for (const line of text.split("\n")) this.#receiveFrame(JSON.parse(line) as ServerFrame);
  }

  #receiveFrame(frame: ServerFrame): void {
    switch (frame.type) {
      case "challenge":
        this.#challenge = frame;
        if (!this.#hasProven) this.#prove();
        return;
      case "refused":
        return this.#receiveRefusal(frame);
      case "welcome":
        return this.#welcome(frame);
      case "replay":
        this.#continue(frame.events);
        this.rekeying.addPast(frame.events);
        return this.#deliver({ ...frame, events: frame.events.map((event) => this.#event(event)) });
      case "profile":
        this.#hasMissed ||= this.keys.isNewestMissing;
        return this.#signals.receiveProfile(frame);
      case "session":
        return this.rekeying.announced(frame);
      case "typing":
        return this.#signals.receiveTyping(frame);
      case "keyring":
        return this.#receiveKeyring(frame.records);
      case "box":
        return this.#receiveBox(frame);
      case "user_joined":
        return this.#arrivals.add(frame);
      default:
        if (frame.type === "user_left") this.rekeying.pages.forget(frame.userId);
        if (!("seq" in frame)) return this.#deliver(this.#members.frame(frame));
        this.#hasMissed ||= this.keys.isNewestMissing;
        this.#continue([frame]);
        this.#deliver(this.#event(frame));
        return this.rekeying.add(frame);
    }
  }

  #receiveRefusal(frame: Extract<ServerFrame, { type: "refused" }>): void {
    const { code, nonce } = frame;
    if (nonce?.startsWith(OWN_NONCE)) return this.rekeying.refused(nonce);
    if (code === "key_old") return this.#sent.sealAnew(nonce);
    if (code === "key_needed" && this.#hasProven) {
      const hadPassword = this.#join?.command.password !== undefined;
      this.#hasProven = false;
      this.keys.forgetTried();
      // The next challenge is for the next password.
      this.#join = undefined;
      if (hadPassword) return this.#refuse("wrong_password");
      return this.#fail("wrong_key");
    }
    this.#deliver(frame);
  }

  #welcome(frame: Welcome): void {
    const { keyring = [], profiles = [], sessions = [], sealedTitle, ...plain } = frame;
    const problem = this.keys.welcome(this.#rootKey, keyring.map(bytesOf));
    if (problem !== undefined) return this.#fail(problem);
    this.#history.settle({ is: "no_new_key" });
    this.#hasMissed = false;
    this.#room = frame.room;
    const { events, room, board } = plain;
    // First what was shown before is forgotten: what comes with the welcome is verified.
    if (!frame.recovered) this.#history.begin(events, this.opener);
    this.#signals.welcome(profiles);
    if (frame.recovered) this.#continue(events);
    const first = frame.recovered ? events : this.backlog.begin(events);
    this.#signals.titled(sealedTitle);
    const title = sealedTitle ? this.opener.title(sealedTitle) : "";
    const named = this.#members.frame({
      ...plain,
      room: { ...room, title },
      events: first.map((event) => this.#open(event)),
      ...(board && { board: this.pins(board) }),
    });
    this.#deliver(named);
    for (const page of sessions) this.rekeying.pages.add(page);
    this.#keep();
    this.#announcePage();
    this.#signals.sayName();
    this.#signals.sayTitle();
    this.#sent.sendWaiting();
    this.rekeying.addPast(events);
  }

  /** Says this page's key under the newest one that it has: where it got no box of a newer one, that asks for it. */
  #announcePage(): void {
    const sealed = this.sealer.seal("session", { kex: toBase64url(this.#sessionKeys.publicKey) }, {}, this.keys.latest);
    if (!isSealProblem(sealed)) this.#transmit({ type: "session", sealed });
  }

  /** Takes events that follow on those that are known. What they are about is opened before. */
  #continue(events: readonly LogEvent[]): void {
    this.backlog.finish();
    this.#history.add(events);
  }

  #event(event: LogEvent): LogEvent {
    const plain = this.#open(event);
    if (event.type === "room") this.#signals.titled(event.room.sealedTitle);
    if (plain.type === "room" && this.#room !== undefined) this.#room = { ...this.#room, ...plain.room };
    return plain;
  }

  #open(event: LogEvent): LogEvent {
    if (event.type !== "vanish" && event.nonce !== undefined && event.userId === this.#memberId) {
      this.#sent.confirmed(event.nonce);
    }
    const plain = this.#members.event(this.opener.event(event));
    return plain.type === "chat" ? this.#withFiles(plain) : plain;
  }

  /** Returns it with its files as their author calls them, and tells the page how to open them. */
  #withFiles<E extends ChatEvent | Pin>(event: E): E {
    const { id, files: places } = event;
    if (places === undefined) return event;
    const said = this.opener.said(id)?.files ?? [];
    this.#ports.post({ type: "files", places, said });
    return { ...event, files: this.files.read(places, said) };
  }

  /** Opens messages of before those that the welcome had. Their order isn't checked. */
  messages(events: readonly ChatEvent[]): ChatEvent[] {
    return this.#history.withoutOrder(() => events.map((event) => this.#open(event) as ChatEvent));
  }

  pins(pins: readonly Pin[]): Pin[] {
    return pins.map((pin) => this.#withFiles(this.#members.event(this.opener.pin(pin))));
  }

  #mark(item: ToVerify): void {
    const { messageId, event } = item;
    if (event.clear.class === "profile") this.#signals.forgetProfile(event);
    if (messageId === undefined) return this.#history.notice({ is: "other_key", memberId: event.clear.sender });
    const edit = unsignedMessage(messageId, item, this.#texts.notSigned);
    this.#ports.post({ type: "mark", edits: [edit] });
  }

  #receiveKeyring(records: readonly string[]): void {
    const keysBefore = this.keys.keyring?.secrets.length ?? 0;
    if (!this.keys.append(records.map(bytesOf))) return this.#history.notice({ is: "history" });
    const isOurs = this.keys.useDrawn();
    this.#keep();
    this.rekeying.continued(keysBefore, isOurs);
    if (!isOurs) return;
    this.#useNewKey();
    this.#signals.sayTitle();
  }

  #receiveBox({ session, box }: { session: string; box: string }): void {
    // Several may answer.
    if (this.keys.newest !== undefined || !isEqual(bytesOf(session), this.#writer.session)) return;
    if (!this.keys.openBox(this.#writer.session, this.#sessionKeys, bytesOf(box))) return;
    this.#keep();
    this.#useNewKey();
  }

  #useNewKey(): void {
    this.#history.settle({ is: "no_new_key" });
    this.#announcePage();
    this.#sent.sendWaiting();
    this.#signals.sayName();
    this.rekeying.hasKey();
    // What couldn't be opened comes again, with the rest of the room.
    if (this.#hasMissed) this.#ports.post({ type: "restart" });
  }
}
