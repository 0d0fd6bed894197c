// Whether the transcript tells who comes and goes.

import { w } from "../i18n/t.ts";
import { useRoom } from "../room/context.ts";
import "./joins-choice.css";

export function ComingsChoice() {
  const room = useRoom();
  return (
    <label class="comingschoice">
      <input
        type="checkbox"
        checked={room.showsComings()}
        onChange={(event) => room.showComings(event.currentTarget.checked)}
      />
      <span>{w().showComings}</span>
    </label>
  );
}
