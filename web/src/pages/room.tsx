import { createEffect, createMemo, createSignal, on, Show } from "solid-js";
import type { UpdateCheck } from "../banners/update-check.ts";
import { createPageVisibility } from "../browser/page-visibility.ts";
import { correctAddress, route } from "../browser/route.ts";
import type { KeyValueStore } from "../browser/storage.ts";
import { Composer } from "../composer/composer.tsx";
import { createRoom } from "../room/room.ts";
import { RoomContext } from "../room/room-context.ts";
import { titleWithCount } from "../room/title-count.ts";
import type { RoomCreator } from "../room-options/create-room.ts";
import { RoomHeader } from "../room-view/room-header.tsx";
import { createEnvironment } from "../sync/environment.ts";
import { Transcript } from "../transcript/transcript.tsx";
import { createLazyComponent, Later } from "../ui/lazy-component.tsx";
import { remainingLife } from "../ui/remaining-life.ts";
import { SkyBackground } from "../ui/sky-background.tsx";
import { type GatePhase, nextGatePhase } from "./gate-phase.ts";
import "./room.css";
import { t } from "../i18n/t.ts";
import { formatNumber, formatTime } from "../i18n/time-texts.ts";

const RoomBanners = createLazyComponent(() => import("../banners/room-banners.tsx"), "RoomBanners");
const LiveAnnouncer = createLazyComponent(() => import("../transcript/live-announcer.tsx"), "LiveAnnouncer");
const RoomServices = createLazyComponent(() => import("./room-services.ts"), "RoomServices");
const RoomSync = createLazyComponent(() => import("./room-sync.ts"), "RoomSync");
const EmptyRoom = createLazyComponent(() => import("../share/empty-room.tsx"), "EmptyRoom");
const RoomGate = createLazyComponent(() => import("./room-gate.tsx"), "RoomGate");
const MemberDialog = createLazyComponent(() => import("../people/member-dialog.tsx"), "MemberDialog");
const Roster = createLazyComponent(() => import("../people/roster.tsx"), "Roster");

/** Shows a room from joining it to its end: the room itself while it is open to us, else its gate. */
export function RoomPage(props: RoomCreator & { code: string; browserStore: KeyValueStore; tabStore: KeyValueStore }) {
  const name = (): string => room.state().room?.title || room.state().room?.shownCode || props.code;
  const room = createRoom(props.code, {
    identity: props.identity,
    browserStore: props.browserStore,
    tabStore: props.tabStore,
    environment: createEnvironment(props.code, () => props.identity.person()?.token),
    ownerKey: () => props.keys.get(props.code),
    isPageVisible: createPageVisibility(),
  });

  // A browser takes longer to make its first formatters than to build a part of the view. So that is done in tasks of its own,
  // while the welcome is on its way.
  setTimeout(formatNumber, 0, 0);
  setTimeout(formatTime, 0, "2000");

  const [updateCheck, setUpdateCheck] = createSignal<UpdateCheck>();
  const view = () => room.state().room;
  const shownCode = createMemo(() => view()?.shownCode);
  const gate = createMemo((shown: GatePhase | undefined) => nextGatePhase(shown, room.phase()));

  createEffect(on(shownCode, (code) => code !== undefined && correctAddress(code)));
  const title = createMemo(() => titleWithCount(`${name()} · Mayfly`, room.unreadMarker.unreadCount()));
  createEffect(() => {
    if (gate() === undefined) document.title = title();
  });

  const banners = () => <RoomBanners updateCheck={updateCheck()} />;
  return (
    <RoomContext.Provider value={room}>
      <Show
        when={gate()}
        fallback={
          <Later>
            <Show when={view()}>
              {(view) => <SkyBackground life={remainingLife(view().createdAt, view().expiresAt, room.serverNow())} />}
            </Show>
            <Show when={!route().view} fallback={banners()}>
              <div class="room under-sky">
                <RoomHeader />
                <main class="room-talk">
                  {/* A task later than the composer, whose height it needs to know. */}
                  <Later>
                    <Later>
                      {banners()}
                      <Transcript whenEmpty={<EmptyRoom />} />
                    </Later>
                  </Later>
                  <Later>
                    <Composer />
                  </Later>
                </main>
                <Later>
                  <aside class="room-people" aria-label={t().whoIsHere}>
                    <h2>
                      {t().hereNow} <small>{room.members().length}</small>
                    </h2>
                    <Roster />
                  </aside>
                  {/* Inside, for what is absolute below the room makes the page higher than the window. */}
                  <LiveAnnouncer />
                </Later>
                <Show when={room.shownMember()}>{(shown) => <MemberDialog shown={shown()} />}</Show>
              </div>
            </Show>
            <Later>
              <RoomServices
                identity={props.identity}
                keys={props.keys}
                roomName={name()}
                onUpdateCheck={setUpdateCheck}
              />
            </Later>
          </Later>
        }
      >
        {(phase) => <RoomGate identity={props.identity} keys={props.keys} phase={phase()} />}
      </Show>
      <Later>
        <RoomSync />
      </Later>
    </RoomContext.Provider>
  );
}
