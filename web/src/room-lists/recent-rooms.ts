import { createSignal } from "solid-js";
import { foldCode } from "#protocol/room-code";
import type { KeyValueStore } from "../browser/storage.ts";

const STORAGE_KEY = "lately";
const MAX_ROOMS = 20;

export type RecentRoom = {
  /** With its dashes, as it is shown. */
  readonly code: string;
  readonly title: string;
  /** Epoch ms, by this device's clock; null where there is no end. */
  readonly expiresAt: number | null;
};

export type RecentRooms = ReturnType<typeof createRecentRooms>;

function isRecentRoom(value: unknown): value is RecentRoom {
  const { code, title, expiresAt } = (value ?? {}) as Partial<RecentRoom>;
  return typeof code === "string" && typeof title === "string" && (expiresAt === null || typeof expiresAt === "number");
}

function parseRooms(text: string | undefined): readonly RecentRoom[] {
  try {
    const list: unknown = JSON.parse(text ?? "[]");
    return Array.isArray(list) ? list.filter(isRecentRoom).slice(0, MAX_ROOMS) : [];
  } catch {
    return [];
  }
}

const isAlive = ({ expiresAt }: RecentRoom, now: number) => expiresAt === null || expiresAt > now;
const isSameCode = (a: string, b: string) => foldCode(a) === foldCode(b);

/** Stores the rooms this browser was in: the newest first, at most twenty, none that is known to have ended. */
export function createRecentRooms(store: KeyValueStore, now: () => number) {
  const [rooms, setRooms] = createSignal(parseRooms(store.get(STORAGE_KEY)));

  /** Applies a change to what is stored now, because another tab may have written since. */
  function change(transform: (rooms: readonly RecentRoom[]) => readonly RecentRoom[]): void {
    const living = transform(parseRooms(store.get(STORAGE_KEY))).filter((room) => isAlive(room, now()));
    const list = living.slice(0, MAX_ROOMS);
    if (list.length === 0) store.remove(STORAGE_KEY);
    else store.set(STORAGE_KEY, JSON.stringify(list));
    setRooms(list);
  }

  return {
    rooms: () => rooms().filter((room) => isAlive(room, now())),
    /** Puts a room first. */
    add: (room: RecentRoom) => change((list) => [room, ...list.filter(({ code }) => !isSameCode(code, room.code))]),
    /** Replaces what is known of a room without moving it; does nothing if it isn't listed. */
    update: (room: RecentRoom) =>
      change((list) => list.map((other) => (isSameCode(other.code, room.code) ? room : other))),
    forget: (gone: string) => change((list) => list.filter(({ code }) => !isSameCode(code, gone))),
    /** Follows what other tabs store. Returns a function that stops it. */
    watchOtherTabs: () => store.watch((key, value) => key === STORAGE_KEY && setRooms(parseRooms(value))),
  };
}
