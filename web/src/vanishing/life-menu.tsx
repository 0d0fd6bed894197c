import { For } from "solid-js";
import type { Vanish } from "#protocol/frames";
import { vanishLabel } from "../i18n/parts/vanish-label.ts";
import { vanishTexts } from "../i18n/parts/vanish-texts.ts";
import { useRoom } from "../room/room-context.ts";
import { createPopover } from "../ui/popover.ts";
import { LIVES, lifeChoiceIn } from "./life-choice.ts";
import { lifeText } from "./life-texts.ts";
import "./life-menu.css";

/** Offers lives for the next messages, and closes when one is chosen. */
export function LifeMenu(props: { anchor: HTMLElement; close: () => void }) {
  const room = useRoom();
  const choice = lifeChoiceIn(room);
  let dialog!: HTMLDialogElement;
  const leave = createPopover({
    dialog: () => dialog,
    anchor: () => props.anchor.getBoundingClientRect(),
    preferredSize: () => ({ width: dialog.offsetWidth, height: dialog.offsetHeight }),
    close: () => props.close(),
  });
  const ofRoom = () => room.state().room?.vanish ?? undefined;
  const label = (life: Vanish | undefined) => {
    if (life !== undefined) return lifeText(life);
    const given = ofRoom();
    return given === undefined ? vanishTexts().stay : vanishTexts().likeRoom(lifeText(given));
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the click is on the backdrop; Escape does the same
    <dialog
      ref={dialog}
      class="life-menu"
      aria-label={vanishLabel()}
      onClick={(event) => event.target === dialog && leave()}
    >
      <h2>{vanishTexts().nextMessages}</h2>
      <For each={[undefined, ...LIVES]}>
        {(life) => (
          <button
            type="button"
            data-look="quiet"
            aria-pressed={life === choice.chosen()}
            onClick={() => {
              choice.choose(life);
              leave();
            }}
          >
            {label(life)}
          </button>
        )}
      </For>
      <p class="hint">{vanishTexts().hint}</p>
    </dialog>
  );
}
