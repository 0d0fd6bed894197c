// Whether somebody can see this page: false while its tab is in the background or the screen is off.
import { type Accessor, createSignal, onCleanup } from "solid-js";

export function createSight(): Accessor<boolean> {
  const read = () => document.visibilityState === "visible";
  const [isSeen, setSeen] = createSignal(read());
  const look = () => setSeen(read());
  document.addEventListener("visibilitychange", look);
  onCleanup(() => document.removeEventListener("visibilitychange", look));
  return isSeen;
}
