import { createEffect, createSignal, onCleanup, Show } from "solid-js";
import { accountsMode, isAccountsModeSettled } from "../account/accounts-mode.ts";
import { createClock } from "../browser/clock.ts";
import { BASE_URL } from "../browser/route.ts";
import { SHARED_HASH, SHARED_KEY } from "../browser/shared-keys.ts";
import { steadyNow } from "../browser/steady-now.ts";
import { browserStore, tabStore } from "../browser/stores.ts";
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
import { createLazyComponent } from "../ui/lazy-component.tsx";
import { Logo } from "../ui/logo.tsx";
import "./lobby.css";

const AccountFirst = createLazyComponent(() => import("../lobby/account-first.tsx"), "AccountFirst");

const SharedCard = createLazyComponent(() => import("../share-target/shared-card.tsx"), "SharedCard");

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
  const [isSharing, setSharing] = createSignal(location.hash === SHARED_HASH || tabStore.get(SHARED_KEY) !== undefined);
  let card!: HTMLElement;
  const needsAccount = () => accountsMode()?.accounts === "required" && props.identity.person()?.signedIn === undefined;
  /** Whether it is known what can be done here, and all that is needed for it is loaded. */
  const [hasForm, setHasForm] = createSignal(false);
  const isKnown = () => isAccountsModeSettled() && (!needsAccount() || hasForm());
  function showForm(): void {
    setHasForm(true);
    // Until it is shown, its field can't get the focus.
    queueMicrotask(() => card.querySelector("input")?.focus());
  }
  const focusNewRoom = () => card.querySelector<HTMLElement>("[type=submit]")?.focus();
  return (
    <div class="lobby under-sky">
      <header class="lobby-head">
        <Logo />
        <h1>Mayfly</h1>
        <p class="lobby-slogan">{t().slogan}</p>
        {/* It has its place from the start, so that nothing moves when it is known what is true here. */}
        <p class="lobby-promise" data-unknown={accountsMode() === undefined ? "" : undefined}>
          {t().promise(accountsMode()?.accounts === "required", accountsMode()?.lastingRooms === true)}
        </p>
      </header>
      {/* Hidden until then, with what is below: nothing is offered that can't be done, and nothing moves. */}
      <main class="lobby-main" data-unknown={isKnown() ? undefined : ""}>
        <Show when={isSharing()}>
          <SharedCard close={() => setSharing(false)} />
        </Show>
        <section class="lobby-card" ref={card}>
          <Show
            when={!needsAccount()}
            fallback={<AccountFirst identity={props.identity} onDone={focusNewRoom} onShow={showForm} />}
          >
            <NewRoom identity={props.identity} keys={props.keys} />
            <IdentityCard identity={props.identity} />
          </Show>
        </section>
        <section>
          <JoinRoom keys={props.keys} />
        </section>
        <RecentRoomsList recentRooms={recentRooms} identity={props.identity} roleIn={roleIn} />
        <MyRoomsList myRooms={myRooms} recentRooms={recentRooms} />
        <PublicRoomsList identity={props.identity} roleIn={roleIn} />
      </main>
      <footer class="lobby-foot">
        <p class="lobby-links">
          <a href={new URL("docs", BASE_URL).href}>{t().apiDocs}</a>
          <a href={new URL("licences.txt", BASE_URL).href}>{t().licences}</a>
        </p>
        <Preferences />
      </footer>
    </div>
  );
}
