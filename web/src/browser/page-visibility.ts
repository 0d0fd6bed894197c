import { type Accessor, createSignal, onCleanup } from "solid-js";

/** Returns whether the page is visible: false while its tab is in the background or the screen is off. */
export function createPageVisibility(): Accessor<boolean> {
  const read = () => document.visibilityState === "visible";
  const [isVisible, setVisible] = createSignal(read());
  const update = () => setVisible(read());
  document.addEventListener("visibilitychange", update);
  onCleanup(() => document.removeEventListener("visibilitychange", update));
  return isVisible;
}
