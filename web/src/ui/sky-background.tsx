import { createEffect, onCleanup } from "solid-js";
import "./sky-background.css";

/** In a room without an end it is always day. */
const ENDLESS_ROOM_LIFE = 0.6;

/**
 * Shows the room's sky: sets the page's --life, and draws the line that burns down along the top.
 * @param props.life 1 at a room's beginning, 0 at its end; undefined where there is none
 */
export function SkyBackground(props: { life: number | undefined }) {
  const page = document.documentElement;
  createEffect(() => page.style.setProperty("--life", (props.life ?? ENDLESS_ROOM_LIFE).toFixed(3)));
  onCleanup(() => page.style.removeProperty("--life"));
  return <div class="burning-line" aria-hidden="true" hidden={props.life === undefined} />;
}
