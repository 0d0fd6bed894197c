// The room's sky: turns the page's --life down with the room, and draws the line that burns along the top.
import { createEffect, onCleanup } from "solid-js";
import "./sky.css";

/** @param props.life 1 at a room's beginning, 0 at its end */
export function Sky(props: { life: number }) {
  const page = document.documentElement;
  createEffect(() => page.style.setProperty("--life", props.life.toFixed(5)));
  onCleanup(() => page.style.removeProperty("--life"));
  return <div class="burning-line" aria-hidden="true" />;
}
