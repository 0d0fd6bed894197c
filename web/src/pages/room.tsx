// A room, from the first knock to its end.
import { createEffect, createMemo, on, Show } from "solid-js";
import { CLOSE } from "#protocol/codes";
import { Composer } from "../components/composer.tsx";
import { RoomHeader } from "../components/roomheader.tsx";
import { Sky } from "../components/sky.tsx";
import { Transcript } from "../components/transcript.tsx";
import type { Founder } from "../founding.ts";
import { createAttention } from "../primitives/attention.ts";
import { makeLate } from "../primitives/late.tsx";
import { createSight } from "../primitives/sight.ts";
import type { Kept } from "../primitives/storage.ts";
import { makeSurroundings } from "../primitives/surroundings.ts";
import { RoomContext } from "../room/context.ts";
import { createRoom } from "../room/room.ts";
import { correctAddress } from "../route.ts";
import { counted } from "../text/counted.ts";
import { lifeLeft } from "../text/time.ts";
import type { Shut } from "./threshold.tsx";
import "./room.css";
import { w } from "../words/words.ts";

const Notes = makeLate(async () => (await import("../components/notes.tsx")).Notes);
const Announcer = makeLate(async () => (await import("../components/announcer.tsx")).Announcer);
const Visiting = makeLate(async () => (await import("../components/visiting.tsx")).Visiting);
const Threshold = makeLate(async () => (await import("./threshold.tsx")).Threshold);
const Roster = makeLate(async () => (await import("../components/roster.tsx")).Roster);

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
