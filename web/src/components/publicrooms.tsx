// The rooms anyone may walk into, fullest first, asked for again while somebody looks.
import { createSignal, For, onCleanup, Show } from "solid-js";
import type { RoomView } from "#protocol/frames";
import { api, settle } from "../api.ts";
import { Refused } from "../refused.ts";
import { goTo, roomAddress } from "../route.ts";
import { timeLeft } from "../text/time.ts";
import "./publicrooms.css";
import { w } from "../words/words.ts";

const AGAIN_AFTER_MS = 15_000;

export function PublicRooms() {
  const [rooms, setRooms] = createSignal<readonly RoomView[]>([]);
  async function ask(): Promise<void> {
    if (document.visibilityState !== "visible") return;
    const found = await settle(api.rooms.get());
    if (!(found instanceof Refused)) setRooms(found.rooms);
  }
  void ask();
  const timer = setInterval(ask, AGAIN_AFTER_MS);
  onCleanup(() => clearInterval(timer));

  return (
    <Show when={rooms().length > 0}>
      <section class="publicrooms">
        <h2>{w().openToAll}</h2>
        <ul>
          <For each={rooms()}>
            {(room) => (
              <li>
                <a
                  href={roomAddress(room.shownCode)}
                  onClick={(event) => {
                    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
                    event.preventDefault();
                    goTo(event.currentTarget.href);
                  }}
                >
                  <span class="publicrooms-title" dir="auto">
                    {room.title || room.shownCode}
                  </span>
                  <span class="publicrooms-facts">
                    {w().here(room.memberCount)} · {w().left(timeLeft(room.expiresInSeconds * 1000))}
                  </span>
                </a>
              </li>
            )}
          </For>
        </ul>
      </section>
    </Show>
  );
}
