// The first page: make a room, join one, or look around, under the sky of the reader's own day.
import { createEffect, onCleanup } from "solid-js";
import { Choices } from "../components/choices.tsx";
import { IdentityCard } from "../components/identitycard.tsx";
import { JoinRoom } from "../components/joinroom.tsx";
import { LatelyRooms } from "../components/latelyrooms.tsx";
import { Mark } from "../components/mark.tsx";
import { MyRooms } from "../components/myrooms.tsx";
import { NewRoom } from "../components/newroom.tsx";
import { PublicRooms } from "../components/publicrooms.tsx";
import type { Founder } from "../founding.ts";
import { kept } from "../kept.ts";
import { createClock } from "../primitives/clock.ts";
import { lifeNow } from "../primitives/daylight.ts";
import { createLately } from "../primitives/lately.ts";
import { createMyRooms } from "../primitives/myrooms.ts";
import { w } from "../words/words.ts";
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
