import type { Entry, Pinners, RoomView, Vanish, Writers } from "#protocol/frames";
import type { EncryptionRequest } from "#protocol/schemas";

/** The options of a new room. The server has defaults for those that are missing. */
export type NewRoomOptions = {
  /** null: the room has no end. */
  ttlMinutes: number | null;
  title?: string;
  visibility?: "public";
  entry?: Entry;
  password?: string;
  slowModeSeconds?: number;
  writers?: Writers;
  vanish?: Vanish;
  pinners?: Pinners;
  idleMinutes?: number;
  anyoneCanEnd?: boolean;
  maxMembers?: number;
  code?: string;
  encryption?: EncryptionRequest;
  /** The room is to be end-to-end encrypted: its keys are drawn here, and `encryption` made of them. */
  isEncrypted?: true;
};

export type CreatedRoom = {
  room: RoomView;
  url: string;
  /** Of an encrypted room: what its link has besides the address. */
  fragment?: string;
};
