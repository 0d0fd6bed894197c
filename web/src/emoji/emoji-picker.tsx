import { createSignal, Match, onMount, Switch } from "solid-js";
import { emojiTexts } from "../i18n/parts/emoji-texts.ts";
import { language, t } from "../i18n/t.ts";
import { useRoom } from "../room/room-context.ts";
import { createPopover, remPx } from "../ui/popover.ts";
import type { Emoji } from "./emoji.ts";
import { EmojiBrowser } from "./emoji-browser.tsx";
import { type LoadedEmoji, loadEmoji } from "./load-emoji-data.ts";
import { rememberEmoji } from "./recent-emoji.ts";
import { storedTone, withTone } from "./skin-tone.ts";
import "./emoji-picker.css";

export type EmojiPickerProps = {
  /** The button that opened it. */
  anchor: HTMLElement;
  /** What the picker must not cover, around the button. */
  beyond?: HTMLElement | undefined;
  /** Called once the picker is closed and the focus is back on the button; with Shift held the picker stays open. */
  pick(emoji: string): void;
  close(): void;
};

const PREFERRED_SIZE_REM = { width: 23.5, height: 27 };
const MIN_CELL_REM = 2.6;
const MIN_COLUMNS = 3;

/**
 * Shows the emoji picker beside the button that opened it, or as a sheet along the bottom of a narrow screen. It is open
 * while it is mounted; Escape, a click outside and its close button close it and give the focus back.
 */
export function EmojiPicker(props: EmojiPickerProps) {
  const { browserStore } = useRoom();
  const texts = () => emojiTexts(language());
  let dialog!: HTMLDialogElement;
  const [loaded, setLoaded] = createSignal<LoadedEmoji>();
  const [hasFailed, setFailed] = createSignal(false);
  const [columns, setColumns] = createSignal(8);

  function load(): void {
    setFailed(false);
    loadEmoji(language()).then(setLoaded, () => setFailed(true));
  }

  function pick(emoji: Emoji, keepOpen: boolean): void {
    rememberEmoji(browserStore, emoji.text);
    const { pick } = props;
    if (!keepOpen) leave();
    pick(withTone(emoji, storedTone(browserStore)));
  }

  const leave = createPopover({
    dialog: () => dialog,
    anchor() {
      const { left, width, top, height } = props.anchor.getBoundingClientRect();
      const around = props.beyond?.getBoundingClientRect() ?? { top, height };
      return { left, width, top: around.top, height: around.height };
    },
    preferredSize: () => ({ width: PREFERRED_SIZE_REM.width * remPx(), height: PREFERRED_SIZE_REM.height * remPx() }),
    onPlaced({ width }) {
      setColumns(Math.max(MIN_COLUMNS, Math.floor((width - remPx()) / (MIN_CELL_REM * remPx()))));
    },
    close: () => props.close(),
  });
  onMount(load);

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the click is on the backdrop; Escape does the same
    <dialog
      ref={dialog}
      class="emoji-picker"
      aria-label={texts().emoji}
      onClick={(event) => event.target === dialog && leave()}
    >
      <div class="emoji-picker-page">
        <Switch fallback={<p class="emoji-picker-note">{texts().loading}</p>}>
          <Match when={hasFailed()}>
            <p class="emoji-picker-note" role="alert">
              {texts().failed}{" "}
              <button type="button" data-look="link" onClick={load}>
                {t().tryAgain}
              </button>
            </p>
          </Match>
          <Match when={loaded()}>
            {(emoji) => (
              <EmojiBrowser
                emoji={emoji()}
                columns={columns()}
                browserStore={browserStore}
                texts={texts()}
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
