// Opens what comes over the wire and returns it as it would be in a room that isn't encrypted. What was opened is handed on to
// be verified.
import { isEqual, toBase64url } from "#protocol/e2ee/bytes";
import { type OpenedEvent, type OpenProblem, openEvent } from "#protocol/e2ee/event";
import { type BodyOf, decodeBody, type FileMention } from "#protocol/e2ee/event-body";
import type { ClearFields, EventClass } from "#protocol/e2ee/event-envelope";
import { remember } from "#protocol/e2ee/history-checker";
import type { EpochKeys } from "#protocol/e2ee/key-schedule";
import type { ChatEvent, EditEvent, LogEvent, Pin, ReactEvent, RoomEvent, VanishEvent } from "#protocol/frames";
import { foldCode } from "#protocol/room-code";
import type { WorkerTexts } from "../../i18n/parts/encryption-texts.ts";

import { bytesOf } from "./room-keys.ts";

/** What is known of a message that was said: what others need to name it, and what an edit must repeat. */
export type Said = {
  readonly seq: number;
  readonly digest: string;
  readonly memberKey?: Uint8Array | undefined;
  readonly files: readonly FileMention[];
  readonly vanish?: ChatEvent["vanish"];
};

/** Something that opened. `messageId` is the message whose text it is. */
export type ToVerify = { readonly event: OpenedEvent; readonly seq?: number; readonly messageId?: string };

export type OpenerPorts = {
  keysOf(keyEpoch: number): EpochKeys | undefined;
  verify(item: ToVerify): void;
  /** Opens what came with the welcome and waits for its turn. */
  openAll(): void;
  /** A reply names another message than the one that the server shows in its place. */
  falseReply(): void;
  /** Returns whether its writer may say what the room is called, and did. */
  mayTitle(event: OpenedEvent): boolean;
  texts: WorkerTexts;
};

type Opened<C extends EventClass> = { readonly event: OpenedEvent; readonly body: BodyOf[C] };
type Fields = Omit<ClearFields, "class" | "sender">;

const MAX_NAMED = 1_000;

/** The seq of the message that an id is of: `epoch-seq`. A restored backup changes the epoch, and keeps the seq. */
export const seqOf = (id: string): string => id.slice(id.lastIndexOf("-") + 1);

export class EventOpener {
  readonly #ports: OpenerPorts;
  readonly #said = new Map<string, Said>();
  /** The digests by which replies name messages that weren't shown yet. */
  readonly #named = new Map<string, string>();
  #title = "";
  /** When the newest title of each key was written. */
  readonly #titledAt = new Map<string, number>();

  constructor(ports: OpenerPorts) {
    this.#ports = ports;
  }

  said = (id: string): Said | undefined => {
    if (!this.#said.has(id)) this.#ports.openAll();
    return this.#said.get(id);
  };

  open<C extends EventClass>(name: C, sender: string, sealed: string, fields: Fields = {}): Opened<C> | OpenProblem {
    const event = openEvent(this.#ports.keysOf, { ...fields, class: name, sender }, bytesOf(sealed));
    if (typeof event === "string") return event;
    const body = decodeBody(name, event.body);
    return body === undefined ? "malformed" : { event, body };
  }

  /** Opens what is about a message, which it has to name by its digest. */
  #openAbout<C extends "edit" | "react" | "pin" | "unpin">(
    name: C,
    id: string,
    { userId, sealed, ...fields }: { userId: string; sealed: string } & Fields,
    digest = this.#said.get(id)?.digest,
  ): Opened<C> | OpenProblem {
    const opened = this.open(name, userId, sealed, { ...fields, about: seqOf(id) });
    if (typeof opened === "string") return opened;
    return digest === undefined || opened.body.of === digest ? opened : "damaged";
  }

  #textOf(problem: OpenProblem): string {
    const { texts } = this.#ports;
    return problem === "no_key" ? texts.noKey : problem === "version" ? texts.newerVersion : texts.unreadable;
  }

  message(event: ChatEvent): ChatEvent {
    const { sealed, digest = "", edit, sealedReactions = [] } = event;
    const plain = withoutWords(event);
    const { id, seq, userId, vanish, files } = plain;
    const life = vanish === undefined ? {} : { vanish };
    if ((this.#named.get(id) ?? digest) !== digest) this.#ports.falseReply();
    if (plain.deleted) {
      this.#said.set(id, { seq, digest, files: [], ...life });
      return plain;
    }
    const ids = files && { files: files.map((file) => file.id) };
    const opened =
      edit === undefined
        ? this.open("chat", userId, sealed ?? "", { ...ids, ...life })
        : this.#openAbout("edit", id, { userId, sealed: edit.sealed, ...fieldsOf(edit) }, digest);
    // The digest by which others name it is the one of what was opened.
    const problem =
      typeof opened === "string" ? opened : isDigest(opened, edit?.digest ?? digest) ? undefined : "damaged";
    if (typeof opened === "string" || problem !== undefined) {
      this.#said.set(id, { seq, digest, files: [], ...life });
      return { ...plain, message: this.#textOf(problem ?? "damaged") };
    }
    const { event: inner, body } = opened;
    this.#said.set(id, { seq, digest, memberKey: inner.memberKey, files: body.files ?? [], ...life });
    this.#ports.verify({ event: inner, seq: edit?.seq ?? seq, messageId: id });
    const reactions = this.#reactions(id, digest, sealedReactions);
    return {
      ...withoutFalseCode(plain, body.text),
      message: body.text,
      ...this.#replyOf(body.reply),
      ...(body.mentions && { mentions: [...body.mentions] }),
      ...(Object.keys(reactions).length > 0 && { reactions }),
    };
  }

  #replyOf(reply: { readonly id: string; readonly digest: string } | undefined): { replyTo?: string } {
    if (reply === undefined) return {};
    const said = this.#said.get(reply.id);
    if (said === undefined) remember(this.#named, reply.id, reply.digest, MAX_NAMED);
    return said === undefined || said.digest === reply.digest ? { replyTo: reply.id } : {};
  }

  #reactions(id: string, digest: string, all: NonNullable<ChatEvent["sealedReactions"]>): Record<string, string[]> {
    const reactions: Record<string, string[]> = {};
    for (const { seq, userId, sealed } of all) {
      const opened = this.#openAbout("react", id, { userId, sealed }, digest);
      if (typeof opened === "string") continue;
      this.#ports.verify({ event: opened.event, seq });
      const { emoji, on } = opened.body;
      const others = (reactions[emoji] ?? []).filter((other) => other !== userId);
      reactions[emoji] = on ? [...others, userId] : others;
      if (reactions[emoji].length === 0) delete reactions[emoji];
    }
    return reactions;
  }

  pin(pin: Pin): Pin {
    const { sealed, digest, edit } = pin;
    const plain = withoutWords(pin);
    const fields: Fields = plain.files ? { files: plain.files.map(({ id }) => id) } : {};
    const opened =
      edit === undefined
        ? this.open("chat", pin.userId, sealed ?? "", fields)
        : this.#openAbout("edit", pin.id, { userId: pin.userId, sealed: edit.sealed, ...fieldsOf(edit) }, digest);
    // Its place in the history isn't checked: the message may be from before what was shown.
    if (typeof opened !== "string") this.#ports.verify({ event: opened.event, messageId: pin.id });
    if (typeof opened !== "string" && !this.#said.has(pin.id)) {
      const { memberKey } = opened.event;
      this.#said.set(pin.id, { seq: pin.seq, digest: digest ?? "", memberKey, files: opened.body.files ?? [] });
    }
    if (typeof opened === "string") return { ...plain, message: this.#textOf(opened) };
    if (!isDigest(opened, edit?.digest ?? digest ?? "")) return { ...plain, message: this.#textOf("damaged") };
    return { ...plain, message: opened.body.text };
  }

  event(event: LogEvent): LogEvent {
    switch (event.type) {
      case "chat":
        return this.message(event);
      case "edit":
        return this.#edit(event);
      case "react":
        return this.#react(event);
      case "room":
        return this.#roomEvent(event);
      default:
        return event;
    }
  }

  #edit({ sealed, digest = "", files, vanish, mentions: _, ...clear }: EditEvent): LogEvent {
    const plain: EditEvent = { ...clear, message: "" };
    // Its words were replaced by those of a later one, or erased.
    if (sealed === undefined) return plain;
    const { messageId, userId, seq } = plain;
    const fields = { ...(files && { files }), ...(vanish !== undefined && { vanish }) };
    const opened = this.#openAbout("edit", messageId, { userId, sealed, ...fields });
    if (typeof opened === "string") return { ...plain, message: this.#textOf(opened) };
    const said = this.#said.get(messageId);
    // Only who said a message changes it.
    if (said?.memberKey && !isEqual(said.memberKey, opened.event.memberKey)) return nothing(plain);
    if (!isDigest(opened, digest)) return nothing(plain);
    this.#ports.verify({ event: opened.event, seq, messageId });
    const { text, mentions } = opened.body;
    return { ...plain, message: text, ...(mentions && { mentions: [...mentions] }) };
  }

  #react({ sealed, digest = "", ...plain }: ReactEvent): LogEvent {
    const { messageId, userId, seq } = plain;
    if (sealed === undefined) return nothing(plain);
    const opened = this.#openAbout("react", messageId, { userId, sealed });
    if (typeof opened === "string" || !isDigest(opened, digest)) return nothing(plain);
    this.#ports.verify({ event: opened.event, seq });
    return { ...plain, emoji: opened.body.emoji, on: opened.body.on };
  }

  #roomEvent({ sealed, digest: _, pin, room, reason: __, ...plain }: RoomEvent): RoomEvent | VanishEvent {
    const { sealedTitle, title: ___, ...settings } = room;
    const title = sealedTitle && this.title(sealedTitle);
    if (pin === undefined) return { ...plain, room: { ...settings, ...(title !== undefined && { title }) } };
    if (sealed === undefined || plain.userId === null) return nothing(plain);
    const opened = this.#openAbout(pin.on ? "pin" : "unpin", pin.id, { userId: plain.userId, sealed });
    if (typeof opened === "string") return nothing(plain);
    this.#ports.verify({ event: opened.event, seq: plain.seq });
    return { ...plain, room: {}, pin };
  }

  /** Returns what the room is called now that this title came. An earlier one of the same writer changes nothing. */
  title({ userId, sealed }: { userId: string; sealed: string }): string {
    const opened = this.open("title", userId, sealed);
    if (typeof opened === "string" || !this.#ports.mayTitle(opened.event)) return this.#title;
    const { memberKey, writtenAt } = opened.event;
    const key = toBase64url(memberKey);
    if (writtenAt < (this.#titledAt.get(key) ?? 0)) return this.#title;
    this.#titledAt.set(key, writtenAt);
    this.#title = opened.body.title;
    return this.#title;
  }
}

/** Returns what a server may say of a message: its place, but no words, for those are sealed. */
function withoutWords<E extends ChatEvent | Pin>(event: E): E {
  const { sealed, digest, edit, sealedReactions, reactions, replyTo, mentions, ...plain } = event as ChatEvent;
  return { ...plain, message: "" } as E;
}

/** A page offers the next room by the code in a message's nonce, which nobody signs: it has to be in the text, too. */
function withoutFalseCode<E extends { nonce?: string }>(event: E, text: string): E {
  const [, code] = /^next:(.+):/.exec(event.nonce ?? "") ?? [];
  if (code === undefined || foldCode(text).includes(foldCode(code))) return event;
  const { nonce: _, ...rest } = event;
  return rest as E;
}

const isDigest = ({ event }: { readonly event: OpenedEvent }, digest: string) => toBase64url(event.digest) === digest;

function fieldsOf({ files, vanish }: { files?: string[]; vanish?: ChatEvent["vanish"] }): Fields {
  return { ...(files && { files }), ...(vanish !== undefined && { vanish }) };
}

/** Keeps an event's place in the log, and nothing else of it. */
const nothing = ({
  id,
  seq,
  timestamp,
  roomId,
}: Pick<LogEvent, "id" | "seq" | "timestamp" | "roomId">): VanishEvent => ({
  type: "vanish",
  id,
  seq,
  timestamp,
  roomId,
  messageIds: [],
});

/** Returns what the history check knows an event by; undefined for what isn't sealed, and for titles. */
export function historyEntry(event: LogEvent): { seq: number; digest: Uint8Array } | undefined {
  if (event.type === "delete" || event.type === "vanish" || event.digest === undefined) return undefined;
  if (event.type === "room" && event.pin === undefined) return undefined;
  return { seq: event.seq, digest: bytesOf(event.digest) };
}
