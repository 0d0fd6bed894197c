import { createMemo, For, Show } from "solid-js";
import type { ChatEvent } from "#protocol/frames";
import { t } from "../i18n/t.ts";
import { formatNumber } from "../i18n/time-texts.ts";
import { useRoom } from "../room/room-context.ts";
import { useMessageInteraction } from "./message-interaction.ts";
import { listReactors } from "./reactors.ts";
import "./reactions.css";

/** Pressing a reaction this long opens the message's menu, which says who reacted. */
const LONG_PRESS_MS = 450;

/** Shows the reactions to a message: each emoji with its count, and who reacted in its tooltip and for screen readers. */
export function Reactions(props: { message: ChatEvent; reactions: Readonly<Record<string, readonly string[]>> }) {
  const interaction = useMessageInteraction();
  const emoji = createMemo(() => Object.keys(props.reactions));
  return (
    <Show when={emoji().length > 0}>
      <ul class="reactions" aria-label={t().reactions}>
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
            tabindex={interaction.isTabStop(props.message.seq) ? 0 : -1}
            aria-label={t().react}
            aria-haspopup="dialog"
            onClick={(event) => interaction.showPopover(props.message, event.currentTarget, "reactions")}
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
  const interaction = useMessageInteraction();
  const isOwn = () => props.ids.includes(interaction.you()?.id ?? "");
  const label = () => {
    const { names, others } = listReactors(props.ids, interaction.you()?.id, room.members());
    return t().reactedWith(`${props.emoji} ${formatNumber(props.ids.length)}:`, names, others);
  };

  let timer: ReturnType<typeof setTimeout> | undefined;
  let wasLongPress = false;
  const cancelLongPress = () => clearTimeout(timer);

  function onPointerDown(event: PointerEvent & { currentTarget: HTMLElement }): void {
    wasLongPress = false;
    if (event.pointerType === "mouse") return;
    const chip = event.currentTarget;
    timer = setTimeout(() => {
      wasLongPress = true;
      interaction.showPopover(props.message, chip, "actions");
    }, LONG_PRESS_MS);
  }

  return (
    <button
      class="reaction"
      type="button"
      tabindex={interaction.isTabStop(props.message.seq) ? 0 : -1}
      aria-pressed={isOwn()}
      aria-label={label()}
      title={label()}
      onPointerDown={onPointerDown}
      onPointerUp={cancelLongPress}
      onPointerCancel={cancelLongPress}
      onContextMenu={(event) => wasLongPress && event.preventDefault()}
      onClick={() => wasLongPress || room.react(props.message.id, props.emoji, !isOwn())}
    >
      <span class="reaction-emoji">{props.emoji}</span>
      {formatNumber(props.ids.length)}
    </button>
  );
}
