import { Show } from "solid-js";
import { vanishLabel } from "../i18n/parts/vanish-label.ts";
import { useRoom } from "../room/room-context.ts";
import { createLazyComponent } from "../ui/lazy-component.tsx";
import { lifeChoiceIn } from "./life-choice.ts";
import { VanishIcon } from "./vanish-icon.tsx";

const LifeMenu = createLazyComponent(() => import("./life-menu.tsx"), "LifeMenu");

/** Opens the menu of lives for the next messages. On a narrow screen the menu of attachments leads there instead. */
export function LifeButton(props: { isBlocked: boolean }) {
  const choice = lifeChoiceIn(useRoom());
  let button!: HTMLButtonElement;
  return (
    <>
      <button
        ref={button}
        class="composer-life"
        type="button"
        data-look="quiet"
        aria-label={vanishLabel()}
        aria-haspopup="dialog"
        title={vanishLabel()}
        disabled={props.isBlocked}
        onClick={() => choice.openMenu(button)}
      >
        <VanishIcon size={22} />
      </button>
      <Show when={choice.menuAnchor()}>
        {(anchor) => <LifeMenu anchor={anchor()} close={() => choice.openMenu(undefined)} />}
      </Show>
    </>
  );
}
