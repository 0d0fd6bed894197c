// Gives the room a new key after somebody was removed: draws it, seals it for every page that stays, and sees to it that one
// follows every removal, or as somebody asks for it. Rules E48 to E51 and E94 to E96.
import { drawBytes, isEqual, toBase64url } from "#protocol/e2ee/bytes";
import type { OpenedEvent } from "#protocol/e2ee/event";
import { keyEpochOf } from "#protocol/e2ee/event-envelope";
import { appendRecords, type Keyring, mayRekey, newestSecret } from "#protocol/e2ee/keyring";
import { LINK_SECRET_BYTES } from "#protocol/e2ee/link";
import { makeSecretRecord, makeSignersRecord, type RoomSecret } from "#protocol/e2ee/room-secrets";
import type { LogEvent, RoomEvent, SealedBy } from "#protocol/frames";
import { BoxRequests, type BoxRequestsPorts } from "./box-requests.ts";
import type { EventOpener } from "./event-opener.ts";
import type { NewKeyAnswer, NewKeyWish } from "./messages.ts";
import { type NewKey, newKeyOf } from "./new-key.ts";
import { type BoxOfPage, OpenPages, type OpenPagesPorts } from "./open-pages.ts";
import { bytesOf } from "./room-keys.ts";

/** Whoever may begin a key does so if whoever removed somebody hasn't by then. */
const TAKE_OVER_MS = 5_000;
/** That a new key is pending is said after this. */
const SAY_PENDING_MS = 10_000;
/** As many boxes fit into one frame, beside the records. */
const BOXES_PER_FRAME = 300;
const NOBODY = new Uint8Array();

export type RekeyingPorts = Omit<BoxRequestsPorts & OpenPagesPorts, "answer"> & {
  opener: Pick<EventOpener, "open" | "said">;
  signingKey: Uint8Array;
  transmit(frame: object): void;
  /** Stores what the room is opened with, which now has the drawn secret. */
  keep(): void;
  /** Says that a new key is pending, or no longer. */
  setPending(isPending: boolean): void;
};

export class Rekeying {
  readonly #ports: RekeyingPorts;
  readonly pages: OpenPages;
  readonly #requests: BoxRequests;
  /** Who was removed and still has the newest key. */
  readonly #removed = new Set<string>();
  /** The keys of those who were known then. Who came since may be the removed, in another browser. */
  #knownKeys: Set<string> | undefined;
  /** Messages of before they were removed, whose writers were known as well. */
  #before: string[] = [];
  /** What this page's person asks the server to do with members, and it hasn't told of yet. */
  readonly #asked = new Set<string>();
  /** The newest key that a removed member has: it has to be replaced. */
  #oldKey = -1;
  /** The newest key that was in use at the place in the log that was read so far. */
  #keyInUse = 0;
  /** This member removed somebody: only a key of their own is known to leave them out. */
  #isOwn = false;
  #ownRemovals = 0;
  #isJoined = false;
  /** Changes of the list of who may begin a key, by the command that isn't known to be taken. */
  readonly #certifying = new Map<string, { readonly event: RoomEvent; readonly recordsBefore: number }>();
  /** The command that isn't answered yet. */
  #sent:
    | {
        readonly nonce: string;
        readonly recordsBefore: number;
        readonly boxed: ReadonlySet<string>;
        /** How many were removed that it leaves out, and how many of them by this member. */
        readonly leavesOut: number;
        readonly ownRemovals: number;
        /** Whether it is what this page's person asks for. */
        readonly isWanted: boolean;
      }
    | undefined;

  /** The key that this page's person asks for, until it is there. */
  #wanted: { readonly key: NewKey; readonly answer: (answer: NewKeyAnswer) => void } | undefined;
  /** Settles with the answer to what was asked for last. */
  #lastAnswer: Promise<unknown> = Promise.resolve();

  constructor(ports: RekeyingPorts) {
    this.#ports = ports;
    this.pages = new OpenPages(ports);
    this.#requests = new BoxRequests({ ...ports, answer: (boxes) => this.#sendAll(boxes) }, this.pages);
  }

  get #newestKey(): number {
    return (this.#ports.keys.keyring?.secrets.length ?? 0) - 1;
  }

  get #recordCount(): number {
    return this.#ports.keys.keyring?.records.length ?? 0;
  }

  /** Whether what this member signs is taken, and what they know is enough for it. */
  get #mayBegin(): boolean {
    const { keys, memberKey, memberId } = this.#ports;
    const { keyring } = keys;
    // Who was removed, and came back before the new key, gives it to nobody.
    if (keyring === undefined || !mayRekey(keyring, memberKey) || this.#removed.has(memberId())) return false;
    return (keys.newest === undefined && this.#isMakerRemoved) || this.#knowsPassword;
  }

  /** Whether what this member knows is enough for the next key's password. */
  get #knowsPassword(): boolean {
    const { keyring, password } = this.#ports.keys;
    if (this.#wanted?.key.password !== undefined) return true;
    const salt = keyring && newestSecret(keyring)?.passwordSalt;
    return salt === undefined || (password !== undefined && isEqual(password.salt, salt));
  }

  /** Whether who made the newest key was removed. */
  get #isMakerRemoved(): boolean {
    const { keyring } = this.#ports.keys;
    const record = keyring && newestSecret(keyring);
    return record !== undefined && this.#removedKeys().has(toBase64url(record.signer));
  }

  get #isPending(): boolean {
    return this.#oldKey >= this.#newestKey;
  }

  /** A new socket has other pages, and an answer won't come on it. */
  opened(): void {
    this.#isJoined = false;
    this.#sent = undefined;
    this.#answer("refused");
    this.#certifying.clear();
    this.pages.clear();
    this.#requests.opened();
  }

  /** Somebody's page says its key, as it does once it is open, after each new key, and where it got no box of one. */
  announced(page: SealedBy): void {
    const event = this.pages.add(page);
    if (event !== undefined) this.#requests.announced(event);
  }

  /** Gives the room the key that this page's person asks for. One that is on its way, or was asked for before, comes first. */
  ask(wish: NewKeyWish): Promise<NewKeyAnswer> {
    const answer = this.#lastAnswer.then(() => this.#make(wish));
    this.#lastAnswer = answer.catch(() => {});
    return answer;
  }

  #make(wish: NewKeyWish): NewKeyAnswer | Promise<NewKeyAnswer> {
    const { keys, memberKey, random } = this.#ports;
    if (keys.keyring === undefined || !mayRekey(keys.keyring, memberKey)) return "refused";
    const key = newKeyOf(wish, random);
    return new Promise((answer) => {
      this.#wanted = { key, answer };
      this.#begin();
      this.#answerUnlessSent();
    });
  }

  #answer(answer: NewKeyAnswer): void {
    this.#wanted?.answer(answer);
    this.#wanted = undefined;
  }

  /** Says that the key that is asked for can't be begun, where it wasn't. */
  #answerUnlessSent(): void {
    if (this.#sent === undefined) this.#answer(this.#knowsPassword ? "refused" : "unknown_password");
  }

  /** This page's person is about to do something with a member. */
  asks(action: string, memberId: string): void {
    this.#asked.add(`${action} ${memberId}`);
  }

  /** Takes events of before now, once we are in. A key that was in use before a removal doesn't follow on it. */
  addPast(events: readonly LogEvent[]): void {
    this.#isJoined = true;
    for (const event of events) {
      if (isRemoval(event)) this.#remove(event.target.id, this.#keyInUse, []);
      else if (event.type === "chat" && this.#knownKeys === undefined) this.#before.push(event.id);
      const sealed = "sealed" in event ? event.sealed : undefined;
      // Its version and its key epoch, which nobody has authenticated yet.
      const beginning = bytesOf(sealed?.slice(0, 8) ?? "");
      if (beginning[0] !== 1) continue;
      this.#keyInUse = Math.max(this.#keyInUse, Math.min(keyEpochOf(beginning), this.#newestKey));
    }
    if (this.#isPending) this.#watch();
    else this.#settle();
  }

  add(event: LogEvent): void {
    if (event.type !== "room" || event.target === undefined) return;
    const { action, target, userId } = event;
    const isOwn = userId === this.#ports.memberId();
    if (!isRemoval(event)) {
      // That somebody did it is only said by the server: what this page's person didn't ask for is not signed.
      if (isOwn && this.#asked.delete(`${action} ${target.id}`)) this.#certify(event);
      return;
    }
    this.#remove(target.id, this.#newestKey, this.pages.memberKeys.map(toBase64url));
    this.#watch();
    if (!isOwn) return;
    this.#isOwn = this.#mayBegin;
    this.#ownRemovals++;
    this.#begin();
  }

  /** The keyring was continued. @param keysBefore how many keys there were @param isOurs the newest is what we drew */
  continued(keysBefore: number, isOurs: boolean): void {
    if (this.#newestKey < keysBefore) return;
    this.#requests.begun(this.#known());
    const { keyring } = this.#ports.keys;
    const record = keyring && newestSecret(keyring);
    const isMine = record !== undefined && isEqual(record.signer, this.#ports.memberKey);
    this.#keyInUse = this.#newestKey;
    const isEarlier = isOurs && (this.#sent?.leavesOut ?? 0) < this.#removed.size;
    // Whoever else removed somebody meanwhile makes a key on ours.
    if (isEarlier) this.#isOwn &&= (this.#sent?.ownRemovals ?? 0) < this.#ownRemovals;
    if (isOurs && this.#sent !== undefined) {
      this.#sendBoxes(this.#sent.boxed);
      if (this.#sent.isWanted) this.#answer("made");
      this.#sent = undefined;
    }
    // Its author may not have known of our removal, and neither did we where it was on its way by then.
    if (isEarlier || (this.#isOwn && !isMine)) this.#oldKey = this.#newestKey;
    else this.#settle();
  }

  /** The newest key came: what has to follow on it can be made now. */
  hasKey(): void {
    if ((this.#isOwn && this.#isPending) || this.#wanted !== undefined) this.#begin();
    // It may have a password that isn't known here.
    this.#answerUnlessSent();
  }

  /** Takes the refusal of a command. Somebody else may have been first: then it is made anew on what they made. */
  refused(nonce: string): void {
    const change = this.#certifying.get(nonce);
    if (change !== undefined && change.recordsBefore < this.#recordCount) this.#certify(change.event);
    this.#certifying.delete(nonce);
    if (nonce !== this.#sent?.nonce) return;
    const { recordsBefore } = this.#sent;
    this.#sent = undefined;
    if (recordsBefore >= this.#recordCount) {
      this.#answer("refused");
      return this.#say();
    }
    if (this.#isPending || this.#wanted !== undefined) this.#begin();
    // Where the key of who was first has yet to come, it is begun then.
    if (this.#ports.keys.newest !== undefined) this.#answerUnlessSent();
  }

  /** @param present the keys of those whose pages were open */
  #remove(memberId: string, key: number, present: readonly string[]): void {
    this.#removed.add(memberId);
    this.#requests.remove(memberId);
    const { memberKey, memberKeys } = this.#ports;
    this.#knownKeys ??= new Set([toBase64url(memberKey), ...memberKeys().values(), ...present]);
    this.#oldKey = Math.max(this.#oldKey, key);
  }

  #watch(): void {
    this.#ports.after(TAKE_OVER_MS, () => this.#isPending && this.#begin());
    this.#ports.after(SAY_PENDING_MS, () => this.#say());
  }

  #say(): void {
    if (this.#isPending) this.#ports.setPending(true);
  }

  #settle(): void {
    this.#removed.clear();
    this.#knownKeys = undefined;
    this.#before = [];
    this.#isOwn = false;
    this.#ownRemovals = 0;
    this.#ports.setPending(false);
  }

  /** Begins a key, if this member may and isn't at it already. */
  #begin(): void {
    const { keys, signingKey, random } = this.#ports;
    const { keyring, roomSecret, newest } = keys;
    if (!this.#isJoined || this.#sent !== undefined || !this.#mayBegin || keyring === undefined) return;
    if (newest === undefined && !this.#isMakerRemoved) return;
    const wish = this.#wanted?.key;
    const kept = newest === undefined || newestSecret(keyring)?.passwordSalt ? keys.password : undefined;
    const password = wish?.password === undefined ? kept : (wish.password ?? undefined);
    const signers = this.#signersWithout(keyring);
    const continued = signers === undefined ? keyring : appendRecords(keyring, [signers]);
    if (typeof continued === "string") return;
    const linkSecret = drawBytes(random, LINK_SECRET_BYTES);
    // A key that nobody was given can only be left behind, and what was sealed with it stays closed.
    const pastSecret = wish?.closesPast ? undefined : newest && roomSecret?.secret;
    const drawn = { linkSecret, ...(pastSecret && { pastSecret }), ...(password && { password }) };
    const { record, secret } = makeSecretRecord(continued, drawn, signingKey, random);
    const next = appendRecords(continued, [record]);
    if (typeof next === "string") return;
    // Stored first: if this page is cut off now, and alone, nobody else has it.
    keys.setDrawn({ keyEpoch: next.secrets.length - 1, secret, linkSecret, ...(password && { password }) });
    this.#ports.keep();
    const [first = []] = inFrames(this.#boxes(next, { secret, linkSecret }));
    const nonce = this.#send([...(signers ? [signers] : []), record], first);
    const boxed = new Set(first.map(pageOf));
    const [recordsBefore, leavesOut, ownRemovals] = [keyring.records.length, this.#removed.size, this.#ownRemovals];
    this.#sent = { nonce, recordsBefore, boxed, leavesOut, ownRemovals, isWanted: wish !== undefined };
  }

  #send(records: readonly Uint8Array[], boxes: readonly BoxOfPage[]): string {
    const nonce = `e2ee-${toBase64url(drawBytes(this.#ports.random, 12))}`;
    const bySession = Object.fromEntries(boxes.map(([session, box]) => [session, box]));
    this.#ports.transmit({ type: "rekey", records: records.map(toBase64url), boxes: bySession, nonce });
    return nonce;
  }

  /** Hands the newest secret to those who had no place in the first frame, or came while it was on its way. */
  #sendBoxes(boxed: ReadonlySet<string>): void {
    const { keyring, roomSecret } = this.#ports.keys;
    if (keyring === undefined || roomSecret === undefined) return;
    this.#sendAll(this.#boxes(keyring, roomSecret).filter((box) => !boxed.has(pageOf(box))));
  }

  #sendAll(boxes: readonly BoxOfPage[]): void {
    for (const part of inFrames(boxes)) this.#send([], part);
  }

  /** Returns the boxes for all pages but those of removed members, and of who came since. */
  #boxes(keyring: Keyring, secret: RoomSecret): BoxOfPage[] {
    const known = this.#known();
    return this.pages.boxes(keyring, secret, (_, event) => this.#mayHave(event, known));
  }

  /** Returns the keys of those who were known before somebody was removed; undefined where nobody was. */
  #known(): ReadonlySet<string> | undefined {
    for (const id of this.#before) this.#knownKeys?.add(toBase64url(this.#ports.opener.said(id)?.memberKey ?? NOBODY));
    return this.#knownKeys;
  }

  #mayHave(event: OpenedEvent, known: ReadonlySet<string> | undefined): boolean {
    return (known?.has(toBase64url(event.memberKey)) ?? true) && !this.#isOfRemoved(event);
  }

  /** Also under another name, as long as it is the same browser. */
  #isOfRemoved({ clear, memberKey }: OpenedEvent): boolean {
    return this.#removed.has(clear.sender) || this.#removedKeys().has(toBase64url(memberKey));
  }

  #removedKeys(): ReadonlySet<string | undefined> {
    const mine = toBase64url(this.#ports.memberKey);
    return new Set([...this.#removed].map((id) => this.#ports.memberKeys().get(id)).filter((key) => key !== mine));
  }

  /** Returns the record that takes removed members off the list; undefined where they aren't on it. */
  #signersWithout(keyring: Keyring): Uint8Array | undefined {
    const removed = this.#removedKeys();
    const stay = keyring.signers.filter(({ key }) => !removed.has(toBase64url(key)));
    return stay.length < keyring.signers.length && this.#isOwnerIn(keyring)
      ? makeSignersRecord(keyring, stay, this.#ports.signingKey)
      : undefined;
  }

  #isOwnerIn = ({ signers }: Keyring): boolean =>
    signers.some(({ key, rank }) => rank === "owner" && isEqual(key, this.#ports.memberKey));

  /** After this member changed somebody's role, the keyring says who may begin a key. */
  #certify(event: RoomEvent): void {
    const { action, target } = event;
    const { keyring } = this.#ports.keys;
    if (keyring === undefined || target === undefined || !this.#isOwnerIn(keyring)) return;
    if (action !== "promote" && action !== "demote" && action !== "handover") return;
    const key = this.pages.memberKey(target.id) ?? bytesOf(this.#ports.memberKeys().get(target.id) ?? "");
    // Without a key there is nothing to sign for; one's own place on the list isn't taken from oneself.
    if (key.length === 0 || isEqual(key, this.#ports.memberKey)) return;
    const others = keyring.signers.filter((signer) => !isEqual(signer.key, key));
    const rank = action === "handover" ? "owner" : "admin";
    const signers = action === "demote" ? others : [...others, { key, rank } as const];
    const isListed = keyring.signers.some((signer) => signer.rank === rank && isEqual(signer.key, key));
    if (action === "demote" ? others.length === keyring.signers.length : isListed) return;
    const nonce = this.#send([makeSignersRecord(keyring, signers, this.#ports.signingKey)], []);
    this.#certifying.set(nonce, { event, recordsBefore: keyring.records.length });
  }
}

type Removal = RoomEvent & { readonly target: { readonly id: string } };

const isRemoval = (event: LogEvent): event is Removal =>
  event.type === "room" && (event.action === "kick" || event.action === "ban") && event.target !== undefined;

/** Tells one page from another: a session alone could be named by two. */
const pageOf = ([session, , userId]: BoxOfPage): string => `${userId} ${session}`;

/**
 * Divides boxes into parts that fit into a frame. Where two pages say the same session, each has its box in a part of its own:
 * one opens for whom it is meant.
 */
function inFrames(boxes: readonly BoxOfPage[]): BoxOfPage[][] {
  const frames: Map<string, BoxOfPage>[] = [];
  for (const box of boxes) {
    const [session] = box;
    const frame = frames.find((one) => one.size < BOXES_PER_FRAME && !one.has(session)) ?? new Map();
    if (frame.size === 0) frames.push(frame);
    frame.set(session, box);
  }
  return frames.map((frame) => [...frame.values()]);
}
