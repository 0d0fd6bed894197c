// A room, from the first knock to its end.
import { createEffect, createMemo, on, Show } from "solid-js";
import { CLOSE } from "#protocol/error-codes";
import { createSight } from "../browser/page-visibility.ts";
import { correctAddress } from "../browser/route.ts";
import type { Kept } from "../browser/storage.ts";
import { Composer } from "../composer/composer.tsx";
import { lifeLeft } from "../i18n/time-texts.ts";
import { RoomContext } from "../room/context.ts";
import { createRoom } from "../room/room.ts";
import { counted } from "../room/title-count.ts";
import type { Founder } from "../room-options/create-room.ts";
import { RoomHeader } from "../room-view/header.tsx";
import { makeSurroundings } from "../sync/environment.ts";
import { createAttention } from "../sync/network-events.ts";
import { Transcript } from "../transcript/transcript.tsx";
import { makeLate } from "../ui/lazy-component.tsx";
import { Sky } from "../ui/sky-background.tsx";
import type { Shut } from "./room-gate.tsx";
import "./room.css";
import { w } from "../i18n/t.ts";

const Notes = makeLate(async () => (await import("../banners/room-banners.tsx")).Notes);
const Announcer = makeLate(async () => (await import("../transcript/live-announcer.tsx")).Announcer);
const Visiting = makeLate(async () => (await import("../room-view/track-current-room.tsx")).Visiting);
const Threshold = makeLate(async () => (await import("./room-gate.tsx")).Threshold);
const Roster = makeLate(async () => (await import("../people/roster.tsx")).Roster);

export function RoomPage(props: Founder & { code: string; kept: Kept; tab: Kept }) {
  const name = (): string => room.state().room?.title || room.state().room?.shownCode || props.code;
  const room = createRoom(props.code, {
    identity: props.identity,
    kept: props.kept,
    tab: props.tab,
    around: makeSurroundings(props.code, () => props.identity.person()?.token),
    ownerKey: () => props.keys.of(props.code),
    isSeen: createSight(),
  });
  createAttention(room.connection);

  const view = () => room.state().room;
  const shownCode = createMemo(() => view()?.shownCode);
  const shut = createMemo((was: Shut | undefined): Shut | undefined => {
    const phase = room.phase();
    if (phase.is === "closed" || phase.is === "asked" || phase.is === "knocking") return phase;
    // Who stands at the door stays there while it is tried.
    return phase.is === "open" || was?.is === "closed" ? undefined : was;
  });
  const closed = () => {
    const now = shut();
    return now?.is === "closed" ? now : undefined;
  };
  const isFinal = () => closed()?.code === CLOSE.roomEnded || closed()?.code === CLOSE.noSuchRoom;

  createEffect(on(shownCode, (code) => code !== undefined && correctAddress(code)));
  const title = createMemo(() => counted(`${name()} · Mayfly`, room.reading.unseen()));
  createEffect(() => {
    if (shut() === undefined) document.title = title();
  });
  createEffect(() => {
    if (!isFinal()) return;
    room.forget();
    props.keys.forget(props.code);
  });

  return (
    <RoomContext.Provider value={room}>
      <Show
        when={shut()}
        fallback={
          <>
            <Show when={view()}>
              {(view) => <Sky life={lifeLeft(view().createdAt, view().expiresAt, room.serverNow())} />}
            </Show>
            <div class="room under-sky">
              <RoomHeader />
              <main class="room-talk">
                <div class="notes">
                  <Notes identity={props.identity} keys={props.keys} name={name()} />
                </div>
                <Transcript />
                <Composer />
              </main>
              <aside class="room-people" aria-label={w().whoIsHere}>
                <h2>{w().hereNow}</h2>
                <Roster />
              </aside>
            </div>
            <Visiting />
            <Announcer />
          </>
        }
      >
        {(shut) => <Threshold identity={props.identity} keys={props.keys} shut={shut()} />}
      </Show>
    </RoomContext.Provider>
  );
}
