// One room of the soak and those in it. Every event that reaches a member is compared with what reached the others.

import type { RefusalCode } from "#protocol/error-codes";
import type { LogEvent, ServerFrame } from "#protocol/frames";
import { eventsIn } from "../chaos/history-checker.ts";
import { MinimalClient } from "../chaos/minimal-client.ts";

export type SoakViolations = {
  /** Events that a member who was there to the end didn't get. */
  lost: number;
  /** Messages that the room has twice. */
  duplicated: number;
  /** Seqs under which two members got different events. */
  disagreed: number;
};

/** A member of a room, with one socket. */
export type SoakMember = {
  readonly client: MinimalClient;
  readonly token: string;
  id: string;
  /** Whether it ever stopped reading. */
  wasSlow: boolean;
  /** Whether it was told that the room is over. After its own `close`, a client hears nothing more, not even that. */
  hasHeardEnd: boolean;
  /** When it comes back after its connection broke, ms. */
  reconnectAt: number | undefined;
  /** The ids of its own latest messages. */
  readonly messageIds: string[];
};

const MAX_REMEMBERED_MESSAGES = 20;

export class SoakRoom {
  readonly code: string;
  readonly ownerKey: string;
  readonly members: SoakMember[] = [];
  readonly #address: string;
  readonly #onKnock: (room: SoakRoom, userId: string) => void;
  /** For each seq, what was first received under it. */
  readonly #identities: string[] = [];
  readonly #seqByNonce = new Map<string, number>();
  readonly violations: SoakViolations = { lost: 0, duplicated: 0, disagreed: 0 };
  #lastAcknowledgedSeq = 0;
  deliveries = 0;
  /** How often a member noticed that something was missing, and came back for it. */
  holes = 0;
  acknowledged = 0;
  /** Why members' commands were refused, with how often. */
  readonly refusals = new Map<string, number>();
  /** Set once this room is being ended, or was told that it has ended. */
  isOver = false;

  /** @param onKnock is called when the owner hears that somebody waits to be let in */
  constructor(
    url: string,
    { code, ownerKey }: { code: string; ownerKey: string },
    onKnock: (room: SoakRoom, userId: string) => void,
  ) {
    this.code = code;
    this.ownerKey = ownerKey;
    this.#address = `${url.replace("http", "ws")}/ws/${code}`;
    this.#onKnock = onKnock;
  }

  get owner(): SoakMember | undefined {
    return this.members[0];
  }

  /** Lets somebody join. Resolves once they are in; rejects if they aren't let in, or if the room ends before. */
  async join(token: string): Promise<SoakMember> {
    const client = new MinimalClient(this.#address, token, (frame) => this.#receive(member, frame));
    const member: SoakMember = {
      client,
      token,
      id: "",
      wasSlow: false,
      hasHeardEnd: false,
      reconnectAt: undefined,
      messageIds: [],
    };
    // The owner is a member before the first knock can come.
    const isOwner = this.members.length === 0;
    if (isOwner) this.members.push(member);
    await client.connect();
    if (!isOwner) this.members.push(member);
    return member;
  }

  remove(member: SoakMember): void {
    const at = this.members.indexOf(member);
    if (at < 0) return;
    this.members.splice(at, 1);
    this.holes += member.client.holes;
  }

  /** Notes a message that REST has acknowledged. */
  noteAcknowledged({ seq, nonce }: { readonly seq: number; readonly nonce?: string }): void {
    this.acknowledged++;
    this.#lastAcknowledgedSeq = Math.max(this.#lastAcknowledgedSeq, seq);
    if (nonce !== undefined) this.#noteNonce(nonce, seq);
  }

  /** Compares at the room's end what its members have. To be called once, after the last socket has closed. */
  check(): SoakViolations {
    // Whoever was in and heard that the room is over has heard everything before that.
    const witnesses = this.members.filter(({ client, hasHeardEnd }) => hasHeardEnd && client.hasCaughtUp);
    const head = Math.max(this.#lastAcknowledgedSeq, ...this.members.map(({ client }) => client.seq));
    for (const { client } of this.members) this.holes += client.holes;
    for (const { client } of witnesses) this.violations.lost += head - client.seq;
    return this.violations;
  }

  #receive(member: SoakMember, frame: ServerFrame): void {
    if (frame.type === "knock") this.#onKnock(this, frame.userId);
    else if (frame.type === "welcome") {
      member.id = frame.you.id;
      for (const { userId } of frame.knocks ?? []) this.#onKnock(this, userId);
    } else if (frame.type === "room_ended") {
      this.isOver = true;
      member.hasHeardEnd = member.client.isWelcomed;
    } else if (frame.type === "refused") this.#receiveRefusal(member, frame.code);
    for (const event of eventsIn(frame)) {
      this.deliveries++;
      this.#compare(event);
      if (event.type === "chat" && frame.type === "chat" && member.client.hasSent(event.nonce)) {
        this.acknowledged++;
        member.messageIds.push(event.id);
        if (member.messageIds.length > MAX_REMEMBERED_MESSAGES) member.messageIds.shift();
      }
    }
  }

  #receiveRefusal(member: SoakMember, code: RefusalCode): void {
    // Whoever knocked may be told that they aren't let in, and whoever was signed in that they no longer are.
    if (member.client.isWelcomed || (code !== "not_allowed" && code !== "bad_token")) {
      this.refusals.set(code, (this.refusals.get(code) ?? 0) + 1);
      return;
    }
    member.client.close();
    this.remove(member);
  }

  #compare(event: LogEvent): void {
    const identity = `${event.type} ${event.id} ${event.nonce ?? ""}`;
    const known = this.#identities[event.seq];
    if (known === undefined) {
      this.#identities[event.seq] = identity;
      if (event.type === "chat" && event.nonce !== undefined) this.#noteNonce(event.nonce, event.seq);
    } else if (known !== identity) this.violations.disagreed++;
  }

  #noteNonce(nonce: string, seq: number): void {
    const known = this.#seqByNonce.get(nonce);
    if (known !== undefined && known !== seq) this.violations.duplicated++;
    this.#seqByNonce.set(nonce, seq);
  }
}
