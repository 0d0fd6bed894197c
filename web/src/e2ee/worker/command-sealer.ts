// Seals what the page would send in clear in another room.
import { type FillRandom, toBase64url } from "#protocol/e2ee/bytes";
import { type Seen, sealEvent, type Writer } from "#protocol/e2ee/event";
import { type BodyOf, encodeBody, type FileMention } from "#protocol/e2ee/event-body";
import type { ClearFields, EventClass } from "#protocol/e2ee/event-envelope";
import type { EpochKeys } from "#protocol/e2ee/key-schedule";
import type { CommandOf, Vanish } from "#protocol/frames";
import { type Said, seqOf } from "./event-opener.ts";

export type SealerPorts = {
  random: FillRandom;
  now(): number;
  keys(): EpochKeys | undefined;
  writer(): Writer;
  /** What the page has seen of the history; of that, what is known at no cost, where it isn't for an event with a number. */
  seen(isNumbered: boolean): Seen;
  said(id: string): Said | undefined;
  /** Returns what a message says that has these files. */
  mentionsOf(fileIds: readonly string[]): readonly FileMention[];
  /** The life of messages that say none. */
  roomLife(): Vanish | null;
};

type SealedCommand = { readonly type: string; readonly sealed: string; readonly [field: string]: unknown };
type Envelope = { readonly keyEpoch: number; readonly frame: SealedCommand };
type Words = CommandOf<"chat" | "edit" | "react">;

/** Why a command can't be sealed: its text is too long, or the message that it is about isn't known. */
export type SealProblem = "too_large" | "not_found" | "key_needed";

/** What goes to the server as it is, for it has no words. Whatever else a page may send some day is not sent. */
export const IN_CLEAR: ReadonlySet<string> = new Set(["delete", "seen", "ping", "away"]);

/** As many envelopes are kept to be sent again. */
const MAX_KEPT = 200;

export class CommandSealer {
  readonly #ports: SealerPorts;
  readonly #counters = { numbered: 0, signal: 0 };
  /** What was sealed and not confirmed yet, by nonce: it is sent again as it was. */
  readonly #envelopes = new Map<string, Envelope>();

  constructor(ports: SealerPorts) {
    this.#ports = ports;
  }

  seal<C extends EventClass>(
    name: C,
    body: BodyOf[C],
    clear: Omit<ClearFields, "class" | "sender"> = {},
    epochKeys = this.#ports.keys(),
  ): string | SealProblem {
    const { writer, seen, now, random } = this.#ports;
    if (epochKeys === undefined) return "key_needed";
    const isNumbered = name === "chat" || name === "edit" || name === "react" || name === "pin" || name === "unpin";
    const counter = this.#counters[isNumbered ? "numbered" : "signal"]++;
    const content = { counter, seen: seen(isNumbered), writtenAt: now(), clear: { ...clear, class: name } };
    const sealed = sealEvent(epochKeys, writer(), { ...content, body: encodeBody(name, body) }, random);
    return sealed === "too_large" ? sealed : toBase64url(sealed.envelope);
  }

  /** Returns the command with its words sealed: the same as before, where it was sealed with the newest key already. */
  command(command: Words): SealedCommand | SealProblem {
    const { nonce } = command;
    const kept = nonce === undefined ? undefined : this.#envelopes.get(nonce);
    const keyEpoch = this.#ports.keys()?.keyEpoch ?? -1;
    if (kept?.keyEpoch === keyEpoch) return kept.frame;
    const frame = this.#sealWords(command);
    if (typeof frame === "string") return frame;
    const whole = { ...frame, ...(nonce !== undefined && { nonce }) };
    if (nonce === undefined) return whole;
    this.#envelopes.set(nonce, { keyEpoch, frame: whole });
    for (const oldest of this.#envelopes.keys()) {
      if (this.#envelopes.size <= MAX_KEPT) break;
      this.#envelopes.delete(oldest);
    }
    return whole;
  }

  confirmed(nonce: string): void {
    this.#envelopes.delete(nonce);
  }

  #sealWords(command: Words): SealedCommand | SealProblem {
    const { said, mentionsOf, roomLife } = this.#ports;
    if (command.type === "chat") {
      const { message = "", replyTo, mentions, files } = command;
      const life = command.vanish ?? roomLife() ?? undefined;
      const replied = replyTo === undefined ? undefined : said(replyTo);
      const named = files && mentionsOf(files);
      const body = {
        text: message,
        ...(replyTo !== undefined && replied && { reply: { id: replyTo, digest: replied.digest } }),
        ...(mentions && { mentions }),
        ...(named && { files: named }),
      };
      const clear = { ...(files && { files }), ...(life !== undefined && { vanish: life }) };
      return withSealed("chat", clear, this.seal("chat", body, clear));
    }
    const { id } = command;
    const target = said(id);
    if (target === undefined) return "not_found";
    const about = { about: seqOf(id) };
    if (command.type === "react") {
      const body = { of: target.digest, emoji: command.emoji ?? "", on: command.on ?? true };
      return withSealed("react", { id }, this.seal("react", body, about));
    }
    const { message = "", mentions } = command;
    const ids = target.files.map((file) => file.id);
    const clear = {
      ...(ids.length > 0 && { files: ids }),
      ...(target.vanish !== undefined && { vanish: target.vanish }),
    };
    const body = {
      of: target.digest,
      text: message,
      ...(mentions && { mentions }),
      ...(ids.length > 0 && { files: target.files }),
    };
    return withSealed("edit", { id, ...clear }, this.seal("edit", body, { ...clear, ...about }));
  }
}

const PROBLEMS: readonly string[] = ["too_large", "not_found", "key_needed"] satisfies readonly SealProblem[];
export const isSealProblem = (value: unknown): value is SealProblem => PROBLEMS.includes(value as string);

function withSealed(type: string, fields: object, sealed: string | SealProblem): SealedCommand | SealProblem {
  return isSealProblem(sealed) ? sealed : { type, ...fields, sealed };
}
