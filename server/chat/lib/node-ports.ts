// What servers that share their rooms know of each other, and of rooms that they don't have. `SharedEngine` provides it.
import type { Refusal } from "#protocol/error-codes";

/** Passes texts between nodes. What can't be delivered is lost. */
export interface NodeMail {
  /** Names this node to the others. */
  readonly address: string;
  /** Sends a letter to a node, after all that this node has sent it before. @returns whether that node was there to get it */
  send(address: string, kind: string, text: string): Promise<boolean>;
  /** Names who gets the letters of a kind that come to this node. */
  onLetter(kind: string, listener: (text: string) => void): void;
  /** Asks all nodes, this one too. @returns what was answered within half a second */
  askAll(kind: string, question: string): Promise<readonly string[]>;
  /** Names who answers the questions of a kind. */
  onQuestion(kind: string, answer: (question: string) => string | Promise<string>): void;
}

/** What is known of a room without having it. */
export type RoomSummary = {
  readonly epoch: string;
  readonly founding: object;
  /** What its log takes. */
  readonly bytes: number;
  /** Epoch ms; infinite where it never ends. */
  readonly expiresAt: number;
};

/** All living rooms, by their epochs, whichever nodes have them. */
export interface RoomIndex {
  /** Returns how many there are. */
  count(): Promise<number | Refusal>;
  /** Returns so many of them at most, those that end last first. */
  some(limit: number): Promise<readonly string[] | Refusal>;
  summaries(epochs: readonly string[]): Promise<readonly RoomSummary[]>;
  /** Takes a room out that is no more. */
  drop(epoch: string): void;
  /** Says that this node looks after these rooms until then, epoch ms. */
  attend(epochs: readonly string[], until: number): void;
  /**
   * Returns rooms that should have ended by then, and those that nobody looks after any more. No other node gets the same ones
   * within half a minute.
   */
  takeDue(endedBefore: number, now: number): Promise<readonly string[]>;
  /** Adds a room to those that all nodes show in their public list, or takes it away. */
  setListed(epoch: string, isListed: boolean): void;
  /** Returns the rooms in the public list. */
  listed(): Promise<readonly string[] | Refusal>;
  /** Notes that somebody belongs to a room until then, epoch ms. @param member a digest of their id */
  addMember(epoch: string, member: string, until: number): void;
  removeMember(epoch: string, member: string): void;
  /** Returns the rooms that somebody was noted to belong to. */
  ofMember(member: string): Promise<readonly string[] | Refusal>;
}

/** The places in rooms that have a maximum of members: which node has which member. */
export interface RoomPlaces {
  /** Takes a place for a member on this node, unless so many others have one. @returns whether they have one now */
  take(epoch: string, memberId: string, most: number): Promise<boolean | Refusal>;
  /** Gives this node's place for a member back. @returns whether Redis knows */
  giveBack(epoch: string, memberId: string): Promise<boolean>;
}

/** Keeps single values for all nodes. */
export interface SharedValues {
  /**
   * Remembers the code of the room that all nodes have from their start, unless another one than `before` is remembered. The same
   * code twice only asks.
   * @returns the code that is remembered
   */
  replaceFirstRoom(digest: string, before: string, code: string): Promise<string | Refusal>;
  /** Keeps a text for a while, for any node to take once. Where Redis can't be told, no node can take it. */
  keepOnce(text: string, ttlMs: number): Promise<void>;
  /** Returns whether a text was kept that nobody has taken, and takes it. */
  takeOnce(text: string): Promise<boolean>;
}

export interface AllNodes {
  readonly values: SharedValues;
  readonly mail: NodeMail;
  readonly index: RoomIndex;
  readonly places: RoomPlaces;
}
