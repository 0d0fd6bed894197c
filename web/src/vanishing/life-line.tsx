import { Show } from "solid-js";
import { vanishTexts } from "../i18n/parts/vanish-texts.ts";
import { useRoom } from "../room/room-context.ts";
import { lifeChoiceIn } from "./life-choice.ts";
import { timeOf } from "./life-texts.ts";
import { VanishIcon } from "./vanish-icon.tsx";
import "./life-line.css";

/** Says above the composer's buttons which life the next messages have, and leads to the menu that changes it. */
export function LifeLine() {
  const room = useRoom();
  const choice = lifeChoiceIn(room);
  const ofRoom = () => room.state().room?.vanish ?? undefined;
  const text = () => {
    const own = choice.chosen();
    const life = own ?? ofRoom();
    if (life === undefined) return "";
    return own === undefined ? vanishTexts().roomLife(timeOf(life)) : vanishTexts().ownLife(timeOf(life));
  };
  const offLabel = () => (ofRoom() === undefined ? vanishTexts().turnOff : vanishTexts().useRooms);
  return (
    <div class="life-line">
      <button
        class="life-line-text"
        type="button"
        data-look="quiet"
        aria-haspopup="dialog"
        title={vanishTexts().change}
        onClick={(event) => choice.openMenu(event.currentTarget)}
      >
        <VanishIcon size={16} />
        <span>{text()}</span>
      </button>
      <Show when={choice.chosen() !== undefined}>
        <button
          class="life-line-off"
          type="button"
          data-look="quiet"
          aria-label={offLabel()}
          title={offLabel()}
          onClick={() => choice.choose(undefined)}
        >
          ✕
        </button>
      </Show>
    </div>
  );
}
