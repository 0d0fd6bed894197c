import type { Entry, RoomView } from "#protocol/frames";

/** What a new room shall be like; the server decides what is left out. */
export type NewRoomOptions = {
  /** null: the room has no end. */
  ttlMinutes: number | null;
  title?: string;
  visibility?: "public";
  entry?: Entry;
  password?: string;
  slowModeSeconds?: number;
  idleMinutes?: number;
  anyoneCanEnd?: boolean;
  maxMembers?: number;
  code?: string;
};

export type CreatedRoom = { room: RoomView; url: string };
