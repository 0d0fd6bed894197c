import { type Accessor, createSignal } from "solid-js";
import type { KeyValueStore } from "../browser/storage.ts";

/** Creates a choice between on and off that is stored for all rooms; it is on until the person turns it off. */
export function createStoredChoice(
  store: KeyValueStore,
  key: string,
): [isOn: Accessor<boolean>, choose: (on: boolean) => void] {
  const [isOn, setOn] = createSignal(store.get(key) !== "off");
  return [
    isOn,
    (on) => {
      setOn(on);
      if (on) store.remove(key);
      else store.set(key, "off");
    },
  ];
}
