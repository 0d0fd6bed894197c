import type { Entry, Pinners, RoomView, Vanish, Writers } from "#protocol/frames";

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
};

export type CreatedRoom = { room: RoomView; url: string };
