import { onCleanup, onMount, Show } from "solid-js";
import type { ChatEvent } from "#protocol/frames";
import { vanishTexts } from "../i18n/parts/vanish-texts.ts";
import { formatTimeLeft } from "../i18n/time-texts.ts";
import { useRoom } from "../room/room-context.ts";
import { endOfLife } from "./end-of-life.ts";
import { VanishIcon } from "./vanish-icon.tsx";
import { vanishingIn } from "./vanishing-in-room.ts";

/** Half of the message, or as much as fits, must be in view for it to count as seen. */
const SEEN_SHARE = 0.5;
const THRESHOLDS = [0, 0.1, 0.25, SEEN_SHARE];

/** Says how long a message has left, or what it waits for, and has it reported as seen if it asks for that. */
export function VanishMark(props: { message: ChatEvent }) {
  const room = useRoom();
  const vanishing = vanishingIn(room);
  let mark!: HTMLParagraphElement;

  function watchView(): void {
    const row = mark.closest(".message");
    if (row === null) return;
    const { seq } = props.message;
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (entry === undefined) return;
        const { intersectionRatio, intersectionRect, rootBounds } = entry;
        const fills = intersectionRect.height >= (rootBounds?.height ?? Number.POSITIVE_INFINITY) * SEEN_SHARE;
        vanishing.setInView(props.message, intersectionRatio >= SEEN_SHARE || fills);
      },
      { root: mark.closest(".transcript"), threshold: THRESHOLDS },
    );
    observer.observe(row);
    onCleanup(() => {
      observer.disconnect();
      vanishing.leaveView(seq);
    });
  }

  onMount(() => {
    if (props.message.vanish === "seen" && props.message.userId !== room.state().you?.id) watchView();
  });

  return (
    <p ref={mark} class="message-status vanish-mark">
      <VanishIcon size={14} />
      <Show when={props.message.vanish !== "seen"} fallback={<span>{vanishTexts().untilSeen}</span>}>
        <span class="visually-hidden">{vanishTexts().vanishesIn} </span>
        <span>{formatTimeLeft(endOfLife(props.message) - room.serverNow())}</span>
      </Show>
    </p>
  );
}
