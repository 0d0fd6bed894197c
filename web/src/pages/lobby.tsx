// The first page: make a room, join one, or look around.
import { createEffect } from "solid-js";
import { JoinRoom } from "../components/joinroom.tsx";
import { Mark } from "../components/mark.tsx";
import { NewRoom } from "../components/newroom.tsx";
import { PublicRooms } from "../components/publicrooms.tsx";
import type { Founder } from "../founding.ts";
import "./lobby.css";
import { w } from "../words/words.ts";

export function Lobby(props: Founder) {
  createEffect(() => {
    document.title = "Mayfly";
  });
  return (
    <div class="lobby">
      <header class="lobby-head">
        <Mark />
        <h1>Mayfly</h1>
        <p>{w().slogan}</p>
      </header>
      <main class="lobby-main">
        <section class="lobby-card">
          <NewRoom identity={props.identity} keys={props.keys} />
        </section>
        <section class="lobby-card" data-plain="">
          <JoinRoom keys={props.keys} />
        </section>
        <PublicRooms />
      </main>
      <footer class="lobby-foot">
        <p>{w().promise}</p>
      </footer>
    </div>
  );
}
