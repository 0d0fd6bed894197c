import { t } from "../i18n/t.ts";
import { useRoom } from "../room/room-context.ts";
import "./joins-choice.css";

/** Shows a checkbox for whether the transcript shows who joins and leaves. */
export function JoinsChoice() {
  const room = useRoom();
  return (
    <label class="joins-choice">
      <input
        type="checkbox"
        checked={room.showsJoins()}
        onChange={(event) => room.setShowsJoins(event.currentTarget.checked)}
      />
      <span>{t().showJoins}</span>
    </label>
  );
}
