import { createSignal, For, onCleanup, onMount, Show } from "solid-js";
import { copyText } from "../browser/clipboard.ts";
import { matchesMedia } from "../browser/media.ts";
import { quickEmoji } from "../emoji/recent-emoji.ts";
import { t } from "../i18n/t.ts";
import { mayChange } from "../room/grouping.ts";
import { useRoom } from "../room/room-context.ts";
import { allEvents } from "../sync/event-list.ts";
import { IconButton } from "../ui/icon-button.tsx";
import { createPopover } from "../ui/popover.ts";
import { liftMessage } from "./lift-message.ts";
import { MessageIcon } from "./message-icon.tsx";
import { type OpenPopover, type PopoverPart, useMessageInteraction } from "./message-interaction.ts";
import { ModerationActions } from "./moderation-actions.tsx";
import { PinAction } from "./pin-action.tsx";
import { listReactors } from "./reactors.ts";
import "./message-menu.css";

const QUICK_EMOJI_COUNT = 6;
const SHEET_MEDIA = "(max-width: 40rem), (hover: none)";

/**
 * Shows the menu of a message, to react with an emoji, reply, copy, edit or delete, and to see who reacted. It is a popover
 * beside the element that opened it, or a sheet along the bottom of a phone, and is open while it is mounted.
 */
export function MessageMenu(props: OpenPopover) {
  const room = useRoom();
  const interaction = useMessageInteraction();
  const [isCopied, setCopied] = createSignal<boolean>();
  const permissions = () => mayChange(props.message, interaction.you());
  const quickReactions = quickEmoji(room.browserStore, QUICK_EMOJI_COUNT);
  let dialog!: HTMLDialogElement;

  /** Closes the menu, which gives the focus back, and then runs the action. */
  function closeThen(action: () => void = () => {}): void {
    leave();
    action();
  }

  const open = (part: PopoverPart) => interaction.showPopover(props.message, props.anchor, part);
  const isOwn = (emoji: string) => props.message.reactions?.[emoji]?.includes(interaction.you()?.id ?? "") ?? false;
  const react = (emoji: string) => closeThen(() => room.react(props.message.id, emoji, !isOwn(emoji)));

  async function copy(): Promise<void> {
    setCopied(await copyText(props.message.message));
    if (isCopied()) closeThen();
  }

  /** The authors of loaded messages: they name reactors who have left the room. */
  const knownAuthors = () => allEvents(room.log()).map(({ userId, user }) => ({ id: userId ?? "", name: user }));

  /** After a long press opened the menu, lifting the finger clicks what is under it: that click must choose nothing. */
  let wasPressedHere = false;
  function onClick(event: MouseEvent): void {
    if (event.detail > 0 && !wasPressedHere) event.stopPropagation();
    else if (event.target === dialog) leave();
  }

  function onKeyDown(event: KeyboardEvent): void {
    const isRtl = getComputedStyle(dialog).direction === "rtl";
    const steps: Record<string, number> = {
      ArrowDown: 1,
      ArrowUp: -1,
      ArrowRight: isRtl ? -1 : 1,
      ArrowLeft: isRtl ? 1 : -1,
    };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const buttons = [...dialog.querySelectorAll("button")];
    const index = buttons.indexOf(document.activeElement as HTMLButtonElement);
    buttons.at((index + step) % buttons.length)?.focus();
  }

  const leave = createPopover({
    dialog: () => dialog,
    anchor: () => props.point ?? props.anchor.getBoundingClientRect(),
    preferredSize: () => ({ width: dialog.offsetWidth, height: dialog.offsetHeight }),
    isSheet: () => matchesMedia(SHEET_MEDIA),
    close: interaction.closePopover,
  });
  onMount(() => onCleanup(liftMessage(props.anchor, dialog)));

  return (
    <dialog
      ref={dialog}
      class="message-menu"
      aria-label={t().messageActions}
      onPointerDown={() => {
        wasPressedHere = true;
      }}
      on:click={{ handleEvent: onClick, capture: true }}
      onKeyDown={onKeyDown}
    >
      <fieldset class="message-menu-quick" aria-label={t().react}>
        <For each={quickReactions}>
          {(emoji) => (
            <button type="button" aria-pressed={isOwn(emoji)} onClick={() => react(emoji)}>
              {emoji}
            </button>
          )}
        </For>
        <IconButton label={t().moreEmoji} onClick={() => open("emoji")}>
          <MessageIcon is="react" />
        </IconButton>
      </fieldset>
      <Show when={props.part === "actions"}>
        <div class="message-menu-actions">
          <button type="button" onClick={() => closeThen(() => room.setReplyTo(props.message))}>
            <MessageIcon is="reply" /> {t().reply}
          </button>
          <Show when={props.message.message}>
            <button type="button" onClick={copy}>
              <MessageIcon is="copy" /> {t().copyText}
            </button>
          </Show>
          <Show when={isCopied() === false}>
            <textarea
              ref={(area) => queueMicrotask(() => area.select())}
              readonly
              aria-label={t().copyByHand(t().copyText)}
              value={props.message.message}
            />
          </Show>
          <PinAction message={props.message} close={closeThen} />
          <Show when={permissions().edit && props.message.message}>
            <button type="button" onClick={() => closeThen(() => room.setEditing(props.message))}>
              <MessageIcon is="edit" /> {t().editMessage}
            </button>
          </Show>
          <Show when={permissions().remove}>
            <button type="button" data-danger="" onClick={() => closeThen(() => room.remove(props.message.id))}>
              <MessageIcon is="delete" /> {t().deleteMessage}
            </button>
          </Show>
        </div>
        <ModerationActions message={props.message} closeThen={closeThen} />
        <Show when={Object.keys(props.message.reactions ?? {}).length > 0}>
          <ul class="message-menu-reactors" aria-label={t().reactions}>
            <For each={Object.entries(props.message.reactions ?? {})}>
              {([emoji, ids]) => {
                const { names, others } = listReactors(ids, interaction.you()?.id, [
                  ...knownAuthors(),
                  ...room.members(),
                ]);
                return <li>{t().reactedWith(emoji, names, others)}</li>;
              }}
            </For>
          </ul>
        </Show>
      </Show>
    </dialog>
  );
}
