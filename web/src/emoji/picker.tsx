// The emoji picker: a native dialog beside the button that opened it, or along the bottom of a narrow screen. It is open
// while it is mounted; Escape, a click outside and its close button end it and give the focus back.
import { createSignal, Match, onCleanup, onMount, Switch } from "solid-js";
import type { Kept } from "../browser/storage.ts";
import type { EmojiWords } from "../i18n/emoji-texts.ts";
import { createModal } from "../ui/modal.ts";
import { placed, seen, whileSeen } from "../ui/popover-position.ts";
import { EmojiBrowser } from "./browser.tsx";
import { type Emoji, withTone } from "./emoji.ts";
import { type LoadedEmoji, loadEmoji } from "./load.ts";
import { keptTone, rememberEmoji } from "./recents.ts";
import "./picker.css";

export type EmojiPickerProps = {
  /** The button it belongs to. */
  anchor: HTMLElement;
  /** Of the client: whose words it searches by. */
  language: string;
  kept: Kept;
  words: EmojiWords;
  /** Called when the picker is closed and the focus is back on the button; with Shift the picker stays for more. */
  pick(emoji: string): void;
  close(): void;
};

/** In root em. */
const WISH = { width: 23.5, height: 27 };
const LEAST_CELL = 2.6;

export function EmojiPicker(props: EmojiPickerProps) {
  let dialog!: HTMLDialogElement;
  const [loaded, setLoaded] = createSignal<LoadedEmoji>();
  const [hasFailed, setFailed] = createSignal(false);
  const [columns, setColumns] = createSignal(8);

  function load(): void {
    setFailed(false);
    loadEmoji(props.language).then(setLoaded, () => setFailed(true));
  }

  function pick(emoji: Emoji, stays: boolean): void {
    rememberEmoji(props.kept, emoji.text);
    const pick = props.pick;
    if (!stays) leave();
    pick(withTone(emoji, keptTone(props.kept)));
  }

  function place(): void {
    const em = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
    const isRtl = getComputedStyle(dialog).direction === "rtl";
    const wish = { width: WISH.width * em, height: WISH.height * em };
    const box = placed(props.anchor.getBoundingClientRect(), wish, seen(), isRtl);
    for (const side of ["left", "top", "width", "height"] as const) {
      dialog.style.setProperty(`--${side}`, `${box[side]}px`);
    }
    dialog.toggleAttribute("data-sheet", box.isSheet);
    setColumns(Math.max(3, Math.floor((box.width - em) / (LEAST_CELL * em))));
  }

  const leave = createModal(
    () => dialog,
    () => props.close(),
  );
  onMount(() => {
    load();
    onCleanup(whileSeen(place));
  });

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the click is on the backdrop; Escape does the same
    <dialog
      ref={dialog}
      class="emojipicker"
      aria-label={props.words.emoji}
      onClick={(event) => event.target === dialog && leave()}
    >
      <div class="emojipicker-page">
        <Switch fallback={<p class="emojipicker-note">{props.words.loading}</p>}>
          <Match when={hasFailed()}>
            <p class="emojipicker-note" role="alert">
              {props.words.failed}{" "}
              <button type="button" data-look="link" onClick={load}>
                {props.words.retry}
              </button>
            </p>
          </Match>
          <Match when={loaded()}>
            {(emoji) => (
              <EmojiBrowser
                emoji={emoji()}
                columns={columns()}
                kept={props.kept}
                words={props.words}
                pick={pick}
                close={leave}
              />
            )}
          </Match>
        </Switch>
      </div>
    </dialog>
  );
}
