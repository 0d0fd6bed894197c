// Into a room by its code or link, however it was typed or pasted.
import { createSignal, Show } from "solid-js";
import type { OwnerKeys } from "../primitives/ownerkeys.ts";
import { goTo, roomAddress } from "../route.ts";
import { roomMeant } from "../text/roommeant.ts";
import "./joinroom.css";
import { w } from "../words/words.ts";

export function JoinRoom(props: { keys: OwnerKeys }) {
  const [isWrong, setWrong] = createSignal(false);

  function join(event: SubmitEvent & { currentTarget: HTMLFormElement }): void {
    event.preventDefault();
    const meant = roomMeant(String(new FormData(event.currentTarget).get("code")));
    setWrong(meant === undefined);
    if (meant === undefined) {
      event.currentTarget.querySelector("input")?.focus();
      return;
    }
    if (meant.ownerKey !== undefined) props.keys.keep(meant.code, meant.ownerKey);
    goTo(roomAddress(meant.code));
  }

  return (
    <form class="joinroom" autocomplete="off" onSubmit={join}>
      <h2>
        <label for="join-code">{w().haveCode}</label>
      </h2>
      <div class="joinroom-line">
        <input
          id="join-code"
          name="code"
          dir="ltr"
          placeholder="k7pq-2mfx"
          autocapitalize="none"
          autocomplete="off"
          spellcheck={false}
          aria-invalid={isWrong()}
          aria-describedby="join-problem"
          onInput={() => setWrong(false)}
        />
        <button type="submit">{w().join}</button>
      </div>
      <p id="join-problem" class="joinroom-problem" role="status">
        <Show when={isWrong()}>{w().neitherCodeNorLink}</Show>
      </p>
    </form>
  );
}
