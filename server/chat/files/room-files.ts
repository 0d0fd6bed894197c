// The files of one room: those that are being uploaded, those that wait for a message, and those of messages.
import type { FileView } from "#protocol/frames";
import type { FileContent } from "../lib/file-ports.ts";
import type { VisitorCount } from "../lib/open-per-visitor.ts";
import type { Timer } from "../lib/timer-wheel.ts";

/** What the sender of a file says of it. */
export type FileClaim = {
  readonly name: string;
  /** Undefined where it isn't known before the end. */
  readonly bytes?: number | undefined;
  readonly seconds?: number | undefined;
  /** Whether further requests may add to it. */
  readonly isResumable?: boolean;
};

/** uploading → staged → claimed (by a message on its way into the log) → said; gone from any of them. */
type FileStage = "uploading" | "staged" | "claimed" | "said" | "gone";

export type RoomFile = {
  readonly id: string;
  /** Who uploaded it; the only one who may send it. */
  readonly uploaderId: string;
  readonly content: FileContent;
  stage: FileStage;
  /** What it counts for in the quotas. */
  countedBytes: number;
  /** As messages show it, once it is whole. */
  view: FileView | undefined;
  /** The message that has it. */
  messageId: string | undefined;
  /** What its visitor has beside it that no message has; undefined once one has it, and where nobody is limited. */
  counted: VisitorCount | undefined;
  /** Called once, when an upload is over without an end here; it may go on at another node. */
  onOver?: ((isElsewhere: boolean) => void) | undefined;
  /** How many messages claim it: only one that is sent again, with the same nonce, can claim it twice. */
  claims: number;
  /** The nonce of the message that claims it. */
  nonce: string | undefined;
  /** Removes it when no message takes it; epoch ms. */
  expiryTimer: Timer | undefined;
  expiresAt: number;
};

/** Returns a file as it begins. */
export function newRoomFile(
  parts: Pick<RoomFile, "id" | "uploaderId" | "content" | "stage" | "countedBytes"> & Partial<RoomFile>,
): RoomFile {
  const unset = { view: undefined, messageId: undefined, counted: undefined, nonce: undefined, expiryTimer: undefined };
  return { ...unset, claims: 0, expiresAt: 0, ...parts };
}

/** What files need to know of their room. */
export type FileRoom = {
  readonly founding: { readonly epoch: string; readonly code: string };
  readonly isEnded: boolean;
  /** Whether its files are sealed: what they are is nobody's to know here. */
  readonly isEncrypted: boolean;
  files: RoomFiles | undefined;
};

export class RoomFiles {
  readonly byId = new Map<string, RoomFile>();
  /** Those that no message has. */
  readonly unsaid = new Set<RoomFile>();
  /** What all of them count for. */
  bytes = 0;

  /** Returns how many files of a member no message has. */
  unsaidCount(memberId: string): number {
    let count = 0;
    for (const { uploaderId } of this.unsaid) if (uploaderId === memberId) count++;
    return count;
  }
}
