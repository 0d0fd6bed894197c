// The first page: make a room, join one, or look around, under the sky of the reader's own day.
import { createEffect, onCleanup } from "solid-js";
import { createClock } from "../browser/clock.ts";
import { kept } from "../browser/stores.ts";
import { w } from "../i18n/t.ts";
import { JoinRoom } from "../lobby/join-room.tsx";
import { MyRooms } from "../lobby/my-rooms.tsx";
import { NewRoom } from "../lobby/new-room.tsx";
import { PublicRooms } from "../lobby/public-rooms.tsx";
import { LatelyRooms } from "../lobby/recent-rooms.tsx";
import { IdentityCard } from "../people/identity-card.tsx";
import { Choices } from "../preferences/choices.tsx";
import { createMyRooms } from "../room-lists/my-rooms.ts";
import { createLately } from "../room-lists/recent-rooms.ts";
import type { Founder } from "../room-options/create-room.ts";
import { lifeNow } from "../ui/daylight.ts";
import { Mark } from "../ui/logo.tsx";
import "./lobby.css";

const SKY_EVERY_MS = 60_000;

export function Lobby(props: Founder) {
  const now = createClock(SKY_EVERY_MS);
  const lately = createLately(kept, Date.now);
  onCleanup(lately.follow());
  const mine = createMyRooms(props.identity);
  /** What is worth a mark: nobody needs to be told that they are a member like any other. */
  const roleIn = (code: string) => {
    const role = props.keys.of(code) === undefined ? mine.roleIn(code) : "owner";
    return role === "member" ? undefined : role;
  };
  const page = document.documentElement;
  createEffect(() => page.style.setProperty("--life", lifeNow(new Date(now())).toFixed(3)));
  onCleanup(() => page.style.removeProperty("--life"));
  createEffect(() => {
    document.title = "Mayfly";
  });
  return (
    <div class="lobby under-sky">
      <header class="lobby-head">
        <Mark />
        <h1>Mayfly</h1>
        <p>{w().slogan}</p>
      </header>
      <main class="lobby-main">
        <section class="lobby-card">
          <NewRoom identity={props.identity} keys={props.keys} />
          <IdentityCard identity={props.identity} />
        </section>
        <section>
          <JoinRoom keys={props.keys} />
        </section>
        <LatelyRooms lately={lately} identity={props.identity} roleIn={roleIn} />
        <MyRooms mine={mine} lately={lately} />
        <PublicRooms identity={props.identity} roleIn={roleIn} />
      </main>
      <footer class="lobby-foot">
        <p>{w().promise}</p>
        <Choices />
      </footer>
    </div>
  );
}
