// The room's sky: turns the page's --life down with the room, and draws the line that burns along the top.
import { createEffect, onCleanup } from "solid-js";
import "./sky-background.css";

/** The sky of a room without an end stands at day. */
const DAY = 0.6;

/** @param props.life 1 at a room's beginning, 0 at its end; undefined where there is none */
export function Sky(props: { life: number | undefined }) {
  const page = document.documentElement;
  createEffect(() => page.style.setProperty("--life", (props.life ?? DAY).toFixed(5)));
  onCleanup(() => page.style.removeProperty("--life"));
  return <div class="burning-line" aria-hidden="true" hidden={props.life === undefined} />;
}
