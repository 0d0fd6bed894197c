import { createEffect, onCleanup } from "solid-js";
import { createClock } from "../browser/clock.ts";
import { steadyNow } from "../browser/steady-now.ts";
import { browserStore } from "../browser/stores.ts";
import { t } from "../i18n/t.ts";
import { JoinRoom } from "../lobby/join-room.tsx";
import { MyRoomsList } from "../lobby/my-rooms-list.tsx";
import { NewRoom } from "../lobby/new-room.tsx";
import { PublicRoomsList } from "../lobby/public-rooms-list.tsx";
import { RecentRoomsList } from "../lobby/recent-rooms-list.tsx";
import { IdentityCard } from "../people/identity-card.tsx";
import { Preferences } from "../preferences/preferences.tsx";
import { createMyRooms } from "../room-lists/my-rooms.ts";
import { createRecentRooms } from "../room-lists/recent-rooms.ts";
import type { RoomCreator } from "../room-options/create-room.ts";
import { daylightNow } from "../ui/daylight.ts";
import { Logo } from "../ui/logo.tsx";
import "./lobby.css";

const SKY_UPDATE_MS = 60_000;

/** Shows the first page: create a room, join one, or look around, under the sky of the reader's time of day. */
export function Lobby(props: RoomCreator) {
  const now = createClock(SKY_UPDATE_MS);
  const recentRooms = createRecentRooms(browserStore, steadyNow);
  onCleanup(recentRooms.watchOtherTabs());
  const myRooms = createMyRooms(props.identity);
  /** Returns the role to show; being a plain member isn't worth showing. */
  const roleIn = (code: string) => {
    const role = props.keys.get(code) === undefined ? myRooms.roleIn(code) : "owner";
    return role === "member" ? undefined : role;
  };
  const root = document.documentElement;
  createEffect(() => root.style.setProperty("--life", daylightNow(new Date(now())).toFixed(3)));
  onCleanup(() => root.style.removeProperty("--life"));
  createEffect(() => {
    document.title = "Mayfly";
  });
  return (
    <div class="lobby under-sky">
      <header class="lobby-head">
        <Logo />
        <h1>Mayfly</h1>
        <p>{t().slogan}</p>
      </header>
      <main class="lobby-main">
        <section class="lobby-card">
          <NewRoom identity={props.identity} keys={props.keys} />
          <IdentityCard identity={props.identity} />
        </section>
        <section>
          <JoinRoom keys={props.keys} />
        </section>
        <RecentRoomsList recentRooms={recentRooms} identity={props.identity} roleIn={roleIn} />
        <MyRoomsList myRooms={myRooms} recentRooms={recentRooms} />
        <PublicRoomsList identity={props.identity} roleIn={roleIn} />
      </main>
      <footer class="lobby-foot">
        <p>{t().promise}</p>
        <Preferences />
      </footer>
    </div>
  );
}
