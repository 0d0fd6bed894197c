// The life that is chosen for the next messages of a room, and its menu, for all parts of the composer that show them.
import { createSignal } from "solid-js";
import type { Vanish } from "#protocol/frames";
import type { Room } from "../room/room.ts";

/** The lives that people choose from. */
export const LIVES = [10, 60, 3600, 86_400, "seen"] as const;

export type LifeChoice = ReturnType<typeof createLifeChoice>;

const created = new WeakMap<Room, LifeChoice>();

export function lifeChoiceIn(room: Room): LifeChoice {
  const known = created.get(room) ?? createLifeChoice(room);
  created.set(room, known);
  return known;
}

function createLifeChoice({ browserStore, storageKey }: Room) {
  const lifeKey = `vanish:${storageKey}`;
  const stored = () => LIVES.find((life) => String(life) === browserStore.get(lifeKey));
  const [chosen, setChosen] = createSignal(stored());
  // Whatever else is stored there is no life.
  if (chosen() === undefined) browserStore.remove(lifeKey);
  const [menuAnchor, setMenuAnchor] = createSignal<HTMLElement>();
  // It may be chosen in another tab, whose choice is sent from this one as well.
  browserStore.watch((key) => key === lifeKey && setChosen(() => stored()));
  return {
    /** Returns the life that the next messages have; undefined: that of the room. */
    chosen,
    choose(next: Vanish | undefined): void {
      if (next === undefined) browserStore.remove(lifeKey);
      else browserStore.set(lifeKey, String(next));
      setChosen(() => stored());
    },
    /** Returns the element that the menu is open at. */
    menuAnchor,
    openMenu: (anchor: HTMLElement | undefined) => setMenuAnchor(() => anchor),
  };
}

export const openLifeMenu = (room: Room, anchor: HTMLElement): void => void lifeChoiceIn(room).openMenu(anchor);

/** Returns whether the next messages have a life of their own, by one's own choice or the room's. */
export const givesLife = (room: Room): boolean =>
  lifeChoiceIn(room).chosen() !== undefined || (room.state().room?.vanish ?? null) !== null;
