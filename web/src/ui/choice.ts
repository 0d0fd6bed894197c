// Something this browser's person wants or not, kept for every room: on until they say otherwise.
import { type Accessor, createSignal } from "solid-js";
import type { Kept } from "../browser/storage.ts";

export function createChoice(kept: Kept, key: string): [isOn: Accessor<boolean>, choose: (on: boolean) => void] {
  const [isOn, setOn] = createSignal(kept.get(key) !== "off");
  return [
    isOn,
    (on) => {
      setOn(on);
      if (on) kept.remove(key);
      else kept.set(key, "off");
    },
  ];
}
