// The rooms this browser was in and that may still live: the newest first, at most twenty, never one known to be over.
import { type Accessor, createEffect, createMemo, createSignal, on } from "solid-js";
import type { RoomView } from "#protocol/frames";
import { foldCode } from "#protocol/text";
import type { Kept } from "./storage.ts";

const KEY = "lately";
const MOST = 20;

export type Visited = {
  /** As people read it. */
  readonly code: string;
  readonly title: string;
  /** Epoch ms, by this device's clock. */
  readonly expiresAt: number;
};

export type Lately = ReturnType<typeof createLately>;

function isVisited(value: unknown): value is Visited {
  const { code, title, expiresAt } = (value ?? {}) as Partial<Visited>;
  return typeof code === "string" && typeof title === "string" && typeof expiresAt === "number";
}

function read(text: string | undefined): readonly Visited[] {
  try {
    const list: unknown = JSON.parse(text ?? "[]");
    return Array.isArray(list) ? list.filter(isVisited).slice(0, MOST) : [];
  } catch {
    return [];
  }
}

export function createLately(kept: Kept, now: () => number) {
  const [rooms, setRooms] = createSignal(read(kept.get(KEY)));
  kept.watch((key, value) => key === KEY && setRooms(read(value)));

  /** Another tab may have written since. */
  function change(to: (rooms: readonly Visited[]) => readonly Visited[]): void {
    const living = to(read(kept.get(KEY))).filter(({ expiresAt }) => expiresAt > now());
    const list = living.slice(0, MOST);
    if (list.length === 0) kept.remove(KEY);
    else kept.set(KEY, JSON.stringify(list));
    setRooms(list);
  }

  const without = (list: readonly Visited[], code: string) =>
    list.filter((room) => foldCode(room.code) !== foldCode(code));

  return {
    rooms: () => rooms().filter(({ expiresAt }) => expiresAt > now()),
    visit: (room: Visited) => change((list) => [room, ...without(list, room.code)]),
    /** The same room, of which more is known now. */
    update: (room: Visited) =>
      change((list) => list.map((one) => (foldCode(one.code) === foldCode(room.code) ? room : one))),
    forget: (code: string) => change((list) => without(list, code)),
  };
}

/** Notes the room somebody is in, and what it is called now. */
export function createVisiting(
  lately: Lately,
  room: Accessor<RoomView | undefined>,
  serverAheadMs: () => number,
): void {
  createEffect(
    on(createMemo(room), (now) => {
      if (now === undefined) return;
      const expiresAt = Date.parse(now.expiresAt) - serverAheadMs();
      lately.visit({ code: now.shownCode, title: now.title, expiresAt });
    }),
  );
}
