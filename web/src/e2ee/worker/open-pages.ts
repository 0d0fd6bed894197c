// The open pages of an encrypted room, and the boxes in which each gets a new secret.
import { type FillRandom, toBase64url } from "#protocol/e2ee/bytes";
import type { OpenedEvent } from "#protocol/e2ee/event";
import { type Keyring, newestSecret } from "#protocol/e2ee/keyring";
import { sealForSession } from "#protocol/e2ee/rekey";
import type { RoomSecret } from "#protocol/e2ee/room-secrets";
import { verifySignature } from "#protocol/e2ee/signatures";
import type { EventOpener } from "./event-opener.ts";
import { bytesOf } from "./room-keys.ts";

type SealedPage = { readonly userId: string; readonly sealed: string };
/** A page's session, the box for it, and whose page it is. */
export type BoxOfPage = readonly [session: string, box: string, userId: string];
/** A member has no more open pages: of more, the oldest are forgotten. */
const MAX_PAGES_OF_MEMBER = 16;
type Page = { readonly id: string; readonly event: OpenedEvent; readonly kex: Uint8Array };

export type OpenPagesPorts = {
  opener: Pick<EventOpener, "open">;
  random: FillRandom;
  /** This page's session. */
  session: Uint8Array;
};

export class OpenPages {
  readonly #ports: OpenPagesPorts;
  /** Their sealed keys, by member and session: a session can be named by anybody, and takes nobody's place. */
  readonly #pages = new Map<string, SealedPage>();

  constructor(ports: OpenPagesPorts) {
    this.#ports = ports;
  }

  clear(): void {
    this.#pages.clear();
  }

  /** Remembers the key of a page, to which a new secret is sealed. Returns what said it, not yet verified. */
  add({ userId, sealed }: SealedPage): OpenedEvent | undefined {
    const opened = this.#ports.opener.open("session", userId, sealed);
    if (typeof opened === "string") return undefined;
    this.#pages.set(`${userId} ${toBase64url(opened.event.header.session)}`, { userId, sealed });
    const own = [...this.#pages].flatMap(([id, page]) => (page.userId === userId ? id : []));
    for (const id of own.slice(0, -MAX_PAGES_OF_MEMBER)) this.#pages.delete(id);
    return opened.event;
  }

  forget(userId: string): void {
    for (const [id, page] of this.#pages) if (page.userId === userId) this.#pages.delete(id);
  }

  /** Returns the keys that the members sign with, as their pages say. */
  get memberKeys(): Uint8Array[] {
    return this.#others().map(({ event }) => event.memberKey);
  }

  /** Returns the key that a member signs with, as one of their pages says. */
  memberKey(memberId: string): Uint8Array | undefined {
    return this.#others().find(({ event }) => event.clear.sender === memberId)?.event.memberKey;
  }

  /** Returns a box with the newest secret for each page that has an older one. @param mayHave whether a page's member may have it */
  boxes(keyring: Keyring, secret: RoomSecret, mayHave: (id: string, event: OpenedEvent) => boolean): BoxOfPage[] {
    const record = newestSecret(keyring);
    return this.#others().flatMap(({ id, event, kex }): BoxOfPage[] => {
      const { keyEpoch, session } = event.header;
      if (record === undefined || keyEpoch >= record.keyEpoch || !mayHave(id, event)) return [];
      const box = sealForSession(keyring.roomId, record, session, kex, secret, this.#ports.random);
      return box === undefined ? [] : [[id, toBase64url(box), event.clear.sender]];
    });
  }

  /** Returns the pages but this one whose keys are signed. */
  #others(): Page[] {
    const own = toBase64url(this.#ports.session);
    return [...this.#pages.values()].flatMap(({ userId, sealed }) => {
      const opened = this.#ports.opener.open("session", userId, sealed);
      if (typeof opened === "string" || !verifySignature(opened.event.signed)) return [];
      const { event, body } = opened;
      const id = toBase64url(event.header.session);
      return id === own ? [] : [{ id, event, kex: bytesOf(body.kex) }];
    });
  }
}
