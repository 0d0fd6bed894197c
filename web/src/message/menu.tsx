// Everything one can do with a message: react with an emoji, answer, copy, change or delete it, and see who reacted.
// Beside what opened it, or along the bottom of a phone. It is open while it is mounted, and gives the focus back.
import { createSignal, For, onCleanup, onMount, Show } from "solid-js";
import { copyText } from "../browser/clipboard.ts";
import { quickEmoji } from "../emoji/recents.ts";
import { w } from "../i18n/t.ts";
import { useRoom } from "../room/context.ts";
import { mayChange } from "../room/grouping.ts";
import { eventsOf } from "../sync/event-list.ts";
import { createModal } from "../ui/modal.ts";
import { placed, seen, whileSeen } from "../ui/popover-position.ts";
import { Icon } from "./icon.tsx";
import { type Opened, type Part, useHandling } from "./message-interaction.ts";
import { reactors } from "./reactors.ts";
import "./menu.css";

const QUICK = 6;
const SHEET = "(max-width: 40rem), (hover: none)";

export function MessageMenu(props: Opened) {
  const room = useRoom();
  const handling = useHandling();
  const [isCopied, setCopied] = createSignal<boolean>();
  const may = () => mayChange(props.message, handling.you());
  const quick = quickEmoji(room.kept, QUICK);
  let dialog!: HTMLDialogElement;

  /** Closes, which gives the focus back, and then does it. */
  function close(act: () => void = () => {}): void {
    leave();
    act();
  }

  const open = (part: Part) => handling.open(props.message, props.anchor, part);
  const isOwn = (emoji: string) => props.message.reactions?.[emoji]?.includes(handling.you()?.id ?? "") ?? false;
  const react = (emoji: string) => close(() => room.react(props.message.id, emoji, !isOwn(emoji)));

  async function copy(): Promise<void> {
    setCopied(await copyText(props.message.message));
    if (isCopied()) close();
  }

  /** Those who have left since may have said something here. */
  const authors = () => eventsOf(room.log()).map(({ userId, user }) => ({ id: userId ?? "", name: user }));

  /** Of what opened it by being held for long, the finger is yet to be lifted: that is no choice. */
  let isPressed = false;
  function clicked(event: MouseEvent): void {
    if (event.detail > 0 && !isPressed) event.stopPropagation();
    else if (event.target === dialog) leave();
  }

  function place(): void {
    const isSheet = matchMedia(SHEET).matches;
    dialog.toggleAttribute("data-sheet", isSheet);
    if (isSheet) return;
    const isRtl = getComputedStyle(dialog).direction === "rtl";
    const wish = { width: dialog.offsetWidth, height: dialog.offsetHeight };
    const { left, top } = placed(props.anchor.getBoundingClientRect(), wish, seen(), isRtl);
    dialog.style.setProperty("--left", `${left}px`);
    dialog.style.setProperty("--top", `${top}px`);
  }

  function pressed(event: KeyboardEvent): void {
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
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    buttons.at((at + step) % buttons.length)?.focus();
  }

  const leave = createModal(() => dialog, handling.close);
  onMount(() => onCleanup(whileSeen(place)));

  return (
    <dialog
      ref={dialog}
      class="messagemenu"
      aria-label={w().messageActions}
      onPointerDown={() => {
        isPressed = true;
      }}
      on:click={{ handleEvent: clicked, capture: true }}
      onKeyDown={pressed}
    >
      <fieldset class="messagemenu-quick" aria-label={w().react}>
        <For each={quick}>
          {(emoji) => (
            <button type="button" aria-pressed={isOwn(emoji)} onClick={() => react(emoji)}>
              {emoji}
            </button>
          )}
        </For>
        <button type="button" aria-label={w().moreEmoji} title={w().moreEmoji} onClick={() => open("emoji")}>
          <Icon is="react" />
        </button>
      </fieldset>
      <Show when={props.part === "actions"}>
        <div class="messagemenu-actions">
          <button type="button" onClick={() => close(() => room.setReplyTo(props.message))}>
            <Icon is="reply" /> {w().reply}
          </button>
          <button type="button" onClick={copy}>
            <Icon is="copy" /> {w().copyText}
          </button>
          <Show when={isCopied() === false}>
            <textarea
              ref={(area) => queueMicrotask(() => area.select())}
              readonly
              aria-label={w().copyByHand(w().copyText)}
              value={props.message.message}
            />
          </Show>
          <Show when={may().edit}>
            <button type="button" onClick={() => close(() => room.setEditing(props.message))}>
              <Icon is="edit" /> {w().editMessage}
            </button>
          </Show>
          <Show when={may().remove}>
            <button type="button" data-danger="" onClick={() => close(() => room.remove(props.message.id))}>
              <Icon is="delete" /> {w().deleteMessage}
            </button>
          </Show>
        </div>
        <Show when={Object.keys(props.message.reactions ?? {}).length > 0}>
          <ul class="messagemenu-who" aria-label={w().reactions}>
            <For each={Object.entries(props.message.reactions ?? {})}>
              {([emoji, ids]) => {
                const { names, others } = reactors(ids, handling.you()?.id, [...authors(), ...room.members()]);
                return <li>{w().reactedWith(emoji, names, others)}</li>;
              }}
            </For>
          </ul>
        </Show>
      </Show>
    </dialog>
  );
}
