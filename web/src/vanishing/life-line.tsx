import { Show } from "solid-js";
import { vanishTexts } from "../i18n/parts/vanish-texts.ts";
import { useRoom } from "../room/room-context.ts";
import { lifeChoiceIn, timeOf } from "./life-choice.ts";
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
  return (
    <p class="composer-status life-line">
      <VanishIcon size={16} />
      <span role="status">{text()}</span>
      <button type="button" data-look="quiet" onClick={(event) => choice.openMenu(event.currentTarget)}>
        {vanishTexts().change}
      </button>
      <Show when={choice.chosen() !== undefined}>
        <button type="button" data-look="quiet" onClick={() => choice.choose(undefined)}>
          {ofRoom() === undefined ? vanishTexts().turnOff : vanishTexts().useRooms}
        </button>
      </Show>
    </p>
  );
}
