// What passes in an encrypted room and isn't compared as history: what members call themselves, that they type, and the title.
import { drawBytes, type FillRandom, isEqual, toBase64url } from "#protocol/e2ee/bytes";
import type { OpenedEvent } from "#protocol/e2ee/event";
import { keyEpochOf } from "#protocol/e2ee/event-envelope";
import { newestSecret } from "#protocol/e2ee/keyring";
import { verifySignature } from "#protocol/e2ee/signatures";
import type { SealedBy, ServerFrame } from "#protocol/frames";
import type { createArrivals } from "./arrivals.ts";
import { type CommandSealer, isSealProblem } from "./command-sealer.ts";
import type { EventOpener } from "./event-opener.ts";
import type { Members, Profile } from "./members.ts";
import type { RoomHistory } from "./room-history.ts";
import { bytesOf, type RoomKeys } from "./room-keys.ts";

/** What the nonces begin with of what the session sends of itself. A refusal of it is nothing that the page has to know. */
export const OWN_NONCE = "e2ee-";

export type SignalsPorts = {
  random: FillRandom;
  keys: RoomKeys;
  opener: EventOpener;
  sealer: CommandSealer;
  history: RoomHistory;
  members: Members;
  arrivals: ReturnType<typeof createArrivals>;
  /** This page's member, and what they sign with. */
  memberId(): string;
  memberKey: Uint8Array;
  setTitle(title: string): unknown;
  transmit(frame: object): void;
  deliver(frame: ServerFrame): void;
};

export function createSignals(ports: SignalsPorts) {
  const { random, keys, opener, sealer, history, members, arrivals, memberId, transmit, deliver } = ports;
  /** When the newest profile of each member's key was written: an earlier one is an old one that is sent again. */
  const writtenAt = new Map<string, number>();
  /** What this page's person calls themselves, whether it was said, and the key epoch in which all were told of it. */
  let own: Profile | undefined;
  let isSaid = false;
  let toldIn = -1;
  /** The newest title, as the server says it. */
  let title: SealedBy | undefined;
  const idOf = ({ clear, memberKey }: OpenedEvent) => `${clear.sender} ${toBase64url(memberKey)}`;

  function openProfile({ userId, sealed }: SealedBy): void {
    const opened = opener.open("profile", userId, sealed);
    if (typeof opened === "string") return;
    const { event, body } = opened;
    if (event.writtenAt < (writtenAt.get(idOf(event)) ?? 0)) return;
    writtenAt.set(idOf(event), event.writtenAt);
    if (userId === memberId()) toldIn = event.header.keyEpoch;
    members.set(userId, body);
    history.verify({ event });
  }

  function say({ name, avatar }: Profile): void {
    own = { name, avatar };
    members.set(memberId(), own);
    const sealed = sealer.seal("profile", own);
    isSaid = !isSealProblem(sealed);
    if (isSaid) transmit({ type: "profile", sealed, nonce: OWN_NONCE + toBase64url(drawBytes(random, 12)) });
    deliver({ type: "roster", members: members.roster });
  }

  return {
    /** This page's person is somebody, or nobody yet. */
    be(profile: Profile | undefined): void {
      own = profile;
    },

    rename(change: Partial<Profile>): void {
      say({ ...(own as Profile), ...change });
    },

    /** Takes the profiles that the welcome has. */
    welcome(profiles: readonly SealedBy[]): void {
      for (const profile of profiles) openProfile(profile);
      const known = members.get(memberId());
      isSaid = known?.name === own?.name && known?.avatar === own?.avatar;
      if (own !== undefined) members.set(memberId(), own);
    },

    /** Says what this page's person calls themselves, unless it was said so that also who comes now can read it. */
    sayName(): void {
      if (own !== undefined && !(isSaid && keys.isOpen(toldIn))) say(own);
    },

    /** Takes the newest title, where there is one. */
    titled(said: SealedBy | undefined): void {
      title = said ?? title;
    },

    /** Says the title likewise, if this member made the newest key. */
    sayTitle(): void {
      const maker = keys.keyring && newestSecret(keys.keyring)?.signer;
      if (title === undefined || maker === undefined || !isEqual(maker, ports.memberKey)) return;
      if (!keys.isOpen(keyEpochOf(bytesOf(title.sealed)))) ports.setTitle(opener.title(title));
    },

    /** Forgets a profile whose signature is wrong. */
    forgetProfile(event: OpenedEvent): void {
      writtenAt.delete(idOf(event));
      members.forget(event.clear.sender);
      deliver({ type: "roster", members: members.roster });
    },

    receiveProfile(frame: SealedBy): void {
      const opened = opener.open("profile", frame.userId, frame.sealed);
      if (typeof opened === "string" || !history.isNewSignal(opened.event)) return;
      openProfile(frame);
      if (!arrivals.announce(frame.userId)) deliver({ type: "roster", members: members.roster });
    },

    receiveTyping({ user, userId, sealed = "" }: Extract<ServerFrame, { type: "typing" }>): void {
      const opened = opener.open("typing", userId, sealed);
      if (typeof opened === "string" || !verifySignature(opened.event.signed)) return;
      if (history.isNewSignal(opened.event)) deliver(members.frame({ type: "typing", user, userId }));
    },
  };
}
