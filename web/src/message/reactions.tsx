// What others and oneself made of a message: an emoji each, with how many and, for whoever points or listens, who.
import { createMemo, For, Show } from "solid-js";
import type { ChatEvent } from "#protocol/frames";
import { w } from "../i18n/t.ts";
import { numeral } from "../i18n/time-texts.ts";
import { useRoom } from "../room/context.ts";
import { useHandling } from "./message-interaction.ts";
import { reactors } from "./reactors.ts";
import "./reactions.css";

/** A finger that stays this long asks who. */
const LONG_PRESS_MS = 450;

export function Reactions(props: { message: ChatEvent; reactions: Readonly<Record<string, readonly string[]>> }) {
  const handling = useHandling();
  const emoji = createMemo(() => Object.keys(props.reactions));
  return (
    <Show when={emoji().length > 0}>
      <ul class="reactions" aria-label={w().reactions}>
        <For each={emoji()}>
          {(each) => (
            <li>
              <Reaction message={props.message} emoji={each} ids={props.reactions[each] ?? []} />
            </li>
          )}
        </For>
        <li>
          <button
            class="reaction"
            type="button"
            tabindex={handling.isStop(props.message.seq) ? 0 : -1}
            aria-label={w().react}
            aria-haspopup="dialog"
            onClick={(event) => handling.open(props.message, event.currentTarget, "reactions")}
          >
            +
          </button>
        </li>
      </ul>
    </Show>
  );
}

function Reaction(props: { message: ChatEvent; emoji: string; ids: readonly string[] }) {
  const room = useRoom();
  const handling = useHandling();
  const isOwn = () => props.ids.includes(handling.you()?.id ?? "");
  const words = () => {
    const { names, others } = reactors(props.ids, handling.you()?.id, room.members());
    return w().reactedWith(`${props.emoji} ${numeral(props.ids.length)}:`, names, others);
  };

  let timer: ReturnType<typeof setTimeout> | undefined;
  let wasLong = false;
  const letGo = () => clearTimeout(timer);

  function pressed(event: PointerEvent & { currentTarget: HTMLElement }): void {
    wasLong = false;
    if (event.pointerType === "mouse") return;
    const chip = event.currentTarget;
    timer = setTimeout(() => {
      wasLong = true;
      handling.open(props.message, chip, "actions");
    }, LONG_PRESS_MS);
  }

  return (
    <button
      class="reaction"
      type="button"
      tabindex={handling.isStop(props.message.seq) ? 0 : -1}
      aria-pressed={isOwn()}
      aria-label={words()}
      title={words()}
      onPointerDown={pressed}
      onPointerUp={letGo}
      onPointerCancel={letGo}
      onContextMenu={(event) => wasLong && event.preventDefault()}
      onClick={() => wasLong || room.react(props.message.id, props.emoji, !isOwn())}
    >
      <span class="reaction-emoji">{props.emoji}</span>
      {numeral(props.ids.length)}
    </button>
  );
}
