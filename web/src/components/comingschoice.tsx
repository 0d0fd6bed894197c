// Whether the transcript tells who comes and goes.
import { useRoom } from "../room/context.ts";
import { w } from "../words/words.ts";
import "./comingschoice.css";

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
