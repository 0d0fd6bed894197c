import { createSignal } from "solid-js";
import type { Refusal } from "../api/api-error.ts";
import type { Room } from "../room/room.ts";
import { changeRoom, type RoomChange } from "../room/room-actions.ts";

type Change = NonNullable<RoomChange>;

/** Saves each change of a room's settings at once, and says which were refused and whether the last one was saved. */
export function createSettingsSaver(room: Room) {
  const [problems, setProblems] = createSignal<{ readonly [field in keyof Change]?: Refusal | string | undefined }>({});
  const [isSaved, setSaved] = createSignal(false);

  /** Says what is wrong with the value of a field, which is not sent; undefined: nothing. */
  function setProblem(field: keyof Change, problem: Refusal | string | undefined): void {
    setProblems((all) => ({ ...all, [field]: problem }));
    setSaved(false);
  }

  return {
    isSaved,
    /** Returns what is wrong with the value that a field was given last. */
    problemOf: (field: keyof Change) => problems()[field],
    setProblem,
    /** Saves a field's new value. Returns whether it was saved. */
    async save<Field extends keyof Change>(field: Field, value: Change[Field]): Promise<boolean> {
      setProblem(field, undefined);
      const refusal = await changeRoom(room, { [field]: value });
      setProblem(field, refusal);
      setSaved(refusal === undefined);
      return refusal === undefined;
    },
  };
}
