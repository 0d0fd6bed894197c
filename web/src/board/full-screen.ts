import { createSignal, onCleanup } from "solid-js";

/** Lets the page fill the screen, where the browser allows that. */
export function createFullScreen() {
  const [isOn, setOn] = createSignal(document.fullscreenElement != null);
  const read = () => setOn(document.fullscreenElement != null);
  document.addEventListener("fullscreenchange", read);
  onCleanup(() => document.removeEventListener("fullscreenchange", read));
  return {
    isPossible: document.fullscreenEnabled === true,
    isOn,
    toggle(): void {
      const change = isOn() ? document.exitFullscreen() : document.documentElement.requestFullscreen();
      // It may be refused all the same; then the page stays as it is.
      change.catch(() => {});
    },
  };
}
