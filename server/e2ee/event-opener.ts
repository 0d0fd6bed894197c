// Opens what the REST API, its streams and the WebSocket give of an encrypted room, and says of each event whether it is what
// its member signed. Rule C18.
import { fromBase64url, isEqual, toBase64url } from "#protocol/e2ee/bytes";
import { type OpenProblem, openEvent } from "#protocol/e2ee/event";
import { type BodyOf, decodeBody } from "#protocol/e2ee/event-body";
import type { ClearFields, EventClass } from "#protocol/e2ee/event-envelope";
import { remember } from "#protocol/e2ee/history-checker";
import type { EpochKeys } from "#protocol/e2ee/key-schedule";
import { appendRecords, type Keyring } from "#protocol/e2ee/keyring";
import type { VerifySignature } from "#protocol/e2ee/signatures";
import { foldCode } from "#protocol/room-code";
import { EventJudge } from "./event-judge.ts";
import { noteLine, type OpenedLine, type Place, problemLine } from "./opened-line.ts";
import { keysOfLink, readRecords } from "./room-keys.ts";
import type { FullLink } from "./room-link.ts";

// biome-ignore lint/suspicious/noExplicitAny: what comes may be anything, and each field is checked where it is used
type Json = any;
type Sealed = {
  readonly clear: ClearFields;
  readonly sealed: unknown;
  readonly place: Place;
  readonly of?: string | undefined;
};

const PROBLEMS: Readonly<Record<OpenProblem, string>> = {
  version: "made by a later version of Mayfly",
  no_key: "sealed under a key that this link doesn't lead to",
  damaged: "damaged: it isn't what was sealed, or not in this room, by this member, or in this place",
  malformed: "damaged: it can't be an event",
};
/** A list of answers, each with a list of events. */
const MAX_DEPTH = 3;
/** So many messages are remembered, for what comes later about them. */
const MAX_REMEMBERED = 10_000;

const textOf = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
/** Returns an id, which is empty where the server gave something else: nobody's, so that nothing opens by it. */
const idOf = (value: unknown): string => textOf(value) ?? "";
const seqOf = (value: unknown): number => (Number.isSafeInteger(value) ? Number(value) : 0);
const isListed = (value: unknown): value is unknown[] => Array.isArray(value);
const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null;
const seqOfId = (id: unknown): number => Number(/-(\d{1,15})$/.exec(textOf(id) ?? "")?.[1] ?? Number.NaN);

export class EventOpener {
  readonly #link: FullLink;
  readonly #verify: VerifySignature;
  #keyring: Keyring | undefined;
  #keys: ReadonlyMap<number, EpochKeys> | undefined;
  readonly #judge = new EventJudge();
  readonly #names = new Map<string, string>();
  readonly #digests = new Map<number, string>();
  /** The digests of edits and reactions that were shown together with their messages. */
  readonly #shownRevisions = new Map<number, string | undefined>();

  constructor(link: FullLink, verify: VerifySignature) {
    this.#link = link;
    this.#verify = verify;
  }

  /** Opens a value of the input. @throws EndOfOpening where nothing that follows could be opened */
  async *open(value: unknown, depth = 0): AsyncGenerator<OpenedLine> {
    if (depth > MAX_DEPTH) return yield problemLine("lists in lists");
    if (isListed(value)) for (const one of value) yield* this.open(one, depth + 1);
    if (!isObject(value) || isListed(value)) return;
    if (isListed(value.keyring)) this.#takeKeyring(value.keyring);
    for (const { userId, sealed } of [value.profiles].flat().filter(isObject)) {
      yield* this.#openSealed({ clear: { class: "profile", sender: idOf(userId) }, sealed, place: { seq: 0 } });
    }
    if (isObject(value.sealedTitle)) yield* this.#openTitle(value.sealedTitle, { seq: 0 });
    for (const list of [value.messages, value.events, value.pins].filter(isListed)) {
      for (const one of list) yield* this.open(one, depth + 1);
    }
    if (isObject(value.error)) yield problemLine(`the server says: ${textOf(value.error.message) ?? "an error"}`);
    else if (isObject(value) && (value.type !== undefined || value.userId !== undefined)) yield* this.#openFrame(value);
  }

  async *#openFrame(frame: Json): AsyncGenerator<OpenedLine> {
    const place: Place = { ...placeOf(frame), seq: seqOf(frame.seq) };
    const roomId = textOf(frame.roomId);
    if (roomId !== undefined && foldCode(roomId) !== foldCode(this.#link.code)) {
      return yield { ...place, ...problemLine("of another room") };
    }
    const sender = idOf(frame.userId);
    const { files, vanish } = frame;
    const about = seqOfId(frame.messageId ?? frame.pin?.id);
    const sealed = (name: EventClass, more: object = {}): Sealed => {
      const clear = { class: name, sender, ...more } as ClearFields;
      return { clear, sealed: frame.sealed, place, of: this.#digests.get(about) };
    };
    const beside = { ...(isListed(files) && { files: files.map(fileIdOf) }), ...(vanish !== undefined && { vanish }) };
    switch (frame.type) {
      // The board's messages have no type.
      case undefined:
      case "chat":
        return yield* this.#openMessage(frame, place, sender, beside);
      case "edit":
        if (frame.sealed === undefined) return yield noteLine(place, "an edit that was replaced or erased");
        if (this.#isShown(place)) return;
        return yield* this.#openSealed(sealed("edit", { about: String(about), ...beside }));
      case "react":
        if (frame.sealed === undefined) return yield noteLine(place, "a reaction that was erased");
        if (this.#isShown(place)) return;
        return yield* this.#openSealed(sealed("react", { about: String(about) }));
      case "room":
        if (isObject(frame.room?.sealedTitle)) yield* this.#openTitle(frame.room.sealedTitle, place);
        else if (isObject(frame.pin) && frame.sealed !== undefined)
          yield* this.#openSealed(sealed(frame.pin.on === true ? "pin" : "unpin", { about: String(about) }));
        else yield noteLine(place, textOf(frame.message) ?? "");
        return;
      case "profile":
        return yield* this.#openSealed(sealed("profile"));
      case "keyring":
        this.#appendRecords(frame.records);
        return yield noteLine(place, "the room has a new key, or others may give it one");
      case "delete":
        return yield noteLine(place, `message ${about} was deleted`);
      case "vanish":
        return yield noteLine(place, "a message has vanished");
      case "user_joined":
      case "user_left":
      case "room_ended":
        return yield noteLine(place, textOf(frame.message) ?? "");
    }
  }

  #isShown({ seq, digest }: Place): boolean {
    return this.#shownRevisions.has(seq) && this.#shownRevisions.get(seq) === digest;
  }

  async *#openTitle({ userId, sealed }: Json, place: Place): AsyncGenerator<OpenedLine> {
    yield* this.#openSealed({ clear: { class: "title", sender: idOf(userId) }, sealed, place });
  }

  async *#openMessage(frame: Json, place: Place, sender: string, beside: object): AsyncGenerator<OpenedLine> {
    if (place.digest !== undefined) remember(this.#digests, place.seq, place.digest, MAX_REMEMBERED);
    const about = String(place.seq);
    if (isObject(frame.edit)) {
      const { files, vanish, sealed, digest, seq } = frame.edit;
      const more = { ...(isListed(files) && { files: files.map(fileIdOf) }), ...(vanish !== undefined && { vanish }) };
      const edited = { ...place, seq: seqOf(seq), digest: textOf(digest) } as Place;
      const clear = { class: "edit", sender, about, ...more } as ClearFields;
      remember(this.#shownRevisions, edited.seq, edited.digest, MAX_REMEMBERED);
      yield* this.#openSealed({ clear, sealed, place: edited, of: place.digest });
    } else if (frame.sealed !== undefined) {
      yield* this.#openSealed({ clear: { class: "chat", sender, ...beside }, sealed: frame.sealed, place });
    } else if (frame.digest !== undefined) {
      yield noteLine(place, frame.deleted === true ? "a message that was deleted" : "a message whose text was erased");
    } else {
      yield { ...place, userId: sender, ...problemLine("not sealed: it isn't of an encrypted room") };
    }
    for (const { seq, userId, sealed, digest } of [frame.sealedReactions].flat().filter(isObject)) {
      const clear: ClearFields = { class: "react", sender: idOf(userId), about };
      const reacted = { seq: seqOf(seq), digest: textOf(digest) } as Place;
      remember(this.#shownRevisions, reacted.seq, reacted.digest, MAX_REMEMBERED);
      yield* this.#openSealed({ clear, sealed, place: reacted, of: place.digest });
    }
  }

  async *#openSealed({ clear, sealed, place, of }: Sealed): AsyncGenerator<OpenedLine> {
    const { class: type, sender: userId } = clear;
    const name = () => this.#names.get(userId);
    const line = { type, ...place, userId, ...(clear.about !== undefined && { about: Number(clear.about) }) };
    const bad = (text: string): OpenedLine => ({ ...line, name: name(), text, isBad: true }) as OpenedLine;
    const keys = this.#keysNow();
    const envelope = fromBase64url(textOf(sealed) ?? "");
    const opened = envelope === undefined ? "malformed" : openEvent((epoch) => keys.get(epoch), clear, envelope);
    if (typeof opened === "string") return yield bad(PROBLEMS[opened]);
    const body = decodeBody(type, opened.body);
    const isSigned = await this.#verify(opened.signed);
    const { signature, problem } = this.#judge.judge(opened, { body, isSigned, place, of }, this.#keyring?.signers);
    if (problem === undefined && type === "profile") this.#names.set(userId, (body as BodyOf["profile"]).name);
    const known = {
      signature,
      memberKey: toBase64url(opened.memberKey),
      digest: toBase64url(opened.digest),
      writtenAt: new Date(opened.writtenAt).toISOString(),
      ...(body !== undefined && { body }),
      ...(problem !== undefined && { text: problem, isBad: true }),
    };
    yield { ...line, name: name(), ...known } as OpenedLine;
  }

  #keysNow(): ReadonlyMap<number, EpochKeys> {
    if (this.#keyring === undefined) {
      throw new EndOfOpening("--keyring: missing, and the input has none: it is the answer of GET …/keyring");
    }
    if (this.#keys !== undefined) return this.#keys;
    const keys = keysOfLink(this.#link, this.#keyring);
    if ("problem" in keys) throw new EndOfOpening(keys.problem);
    this.#keys = keys;
    return keys;
  }

  #takeKeyring(records: readonly unknown[]): void {
    const keyring = readRecords(this.#link, records, this.#keyring);
    if ("problem" in keyring) throw new EndOfOpening(keyring.problem);
    this.#keyring = keyring;
  }

  #appendRecords(texts: unknown): void {
    const all = [texts].flat().map((text) => fromBase64url(textOf(text) ?? "") ?? new Uint8Array());
    // A stream that was kept may tell what the keyring has already.
    const records = all.filter((record) => !this.#keyring?.records.some(({ bytes }) => isEqual(bytes, record)));
    const keyring = this.#keyring && appendRecords(this.#keyring, records);
    if (typeof keyring === "string")
      throw new EndOfOpening("the server shows a change of the keyring that nobody signed");
    this.#keyring = keyring;
  }
}

/** Nothing that follows could be opened. */
export class EndOfOpening extends Error {}

const fileIdOf = (file: unknown): string => idOf(isObject(file) ? file.id : file);
function placeOf({ id, timestamp, digest }: Json): Omit<Place, "seq"> {
  return {
    ...(textOf(id) !== undefined && { id: String(id) }),
    ...(textOf(timestamp) !== undefined && { timestamp: String(timestamp) }),
    ...(textOf(digest) !== undefined && { digest: String(digest) }),
  };
}
