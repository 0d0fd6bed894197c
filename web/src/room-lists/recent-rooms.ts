// The rooms this browser was in and that may still live: the newest first, at most twenty, never one known to be over.
import { createSignal } from "solid-js";
import { foldCode } from "#protocol/text";
import type { Kept } from "../browser/storage.ts";

const KEY = "lately";
const MOST = 20;

export type Visited = {
  /** As people read it. */
  readonly code: string;
  readonly title: string;
  /** Epoch ms, by this device's clock; null where there is no end. */
  readonly expiresAt: number | null;
};

export type Lately = ReturnType<typeof createLately>;

function isVisited(value: unknown): value is Visited {
  const { code, title, expiresAt } = (value ?? {}) as Partial<Visited>;
  return typeof code === "string" && typeof title === "string" && (expiresAt === null || typeof expiresAt === "number");
}

function read(text: string | undefined): readonly Visited[] {
  try {
    const list: unknown = JSON.parse(text ?? "[]");
    return Array.isArray(list) ? list.filter(isVisited).slice(0, MOST) : [];
  } catch {
    return [];
  }
}

const lives = ({ expiresAt }: Visited, now: number) => expiresAt === null || expiresAt > now;
const isSame = (a: string, b: string) => foldCode(a) === foldCode(b);

export function createLately(kept: Kept, now: () => number) {
  const [rooms, setRooms] = createSignal(read(kept.get(KEY)));

  /** Another tab may have written since. */
  function change(to: (rooms: readonly Visited[]) => readonly Visited[]): void {
    const living = to(read(kept.get(KEY))).filter((room) => lives(room, now()));
    const list = living.slice(0, MOST);
    if (list.length === 0) kept.remove(KEY);
    else kept.set(KEY, JSON.stringify(list));
    setRooms(list);
  }

  return {
    rooms: () => rooms().filter((room) => lives(room, now())),
    visit: (room: Visited) => change((list) => [room, ...list.filter(({ code }) => !isSame(code, room.code))]),
    /** The same room, of which more is known now. */
    update: (room: Visited) => change((list) => list.map((one) => (isSame(one.code, room.code) ? room : one))),
    forget: (gone: string) => change((list) => list.filter(({ code }) => !isSame(code, gone))),
    /** @returns ends it */
    follow: () => kept.watch((key, value) => key === KEY && setRooms(read(value))),
  };
}
