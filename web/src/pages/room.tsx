// A room, from the first knock to its end.
import { createEffect, createMemo, on, Show } from "solid-js";
import { CLOSE, type RefusalCode } from "#protocol/codes";
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
import type { Why } from "./farewell.tsx";
import "./room.css";
import { w } from "../words/words.ts";

const Notes = makeLate(async () => (await import("../components/notes.tsx")).Notes);
const Announcer = makeLate(async () => (await import("../components/announcer.tsx")).Announcer);
const Visiting = makeLate(async () => (await import("../components/visiting.tsx")).Visiting);
const Farewell = makeLate(async () => (await import("./farewell.tsx")).Farewell);
const Roster = makeLate(async () => (await import("../components/roster.tsx")).Roster);

/** @param wasIn the room had welcomed us */
function whyOf(code: number, refusal: RefusalCode | undefined, wasIn: boolean): Why {
  if (code === CLOSE.roomEnded) return "ended";
  if (code === CLOSE.noSuchRoom) return "unknown";
  if (code === CLOSE.replaced) return "replaced";
  if (refusal === "room_full") return "full";
  return wasIn && code === CLOSE.notAllowed ? "shownOut" : "refused";
}

export function RoomPage(props: Founder & { code: string; kept: Kept; tab: Kept }) {
  const name = (): string => room.state().room?.title || room.state().room?.shownCode || props.code;
  const room = createRoom(props.code, {
    identity: props.identity,
    kept: props.kept,
    tab: props.tab,
    around: makeSurroundings(props.code),
    ownerKey: () => props.keys.of(props.code),
    isSeen: createSight(),
  });
  createAttention(room.connection);

  const view = () => room.state().room;
  const shownCode = createMemo(() => view()?.shownCode);
  const closed = createMemo(() => {
    const phase = room.phase();
    return phase.is === "closed" ? phase : undefined;
  });
  const isFinal = () => closed()?.code === CLOSE.roomEnded || closed()?.code === CLOSE.noSuchRoom;

  createEffect(on(shownCode, (code) => code !== undefined && correctAddress(code)));
  const title = createMemo(() => counted(`${name()} · Mayfly`, room.reading.unseen()));
  createEffect(() => {
    if (closed() === undefined) document.title = title();
  });
  createEffect(() => {
    if (!isFinal()) return;
    room.forget();
    props.keys.forget(props.code);
  });

  return (
    <Show
      when={closed()}
      fallback={
        <RoomContext.Provider value={room}>
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
        </RoomContext.Provider>
      }
    >
      {(phase) => (
        <Farewell
          identity={props.identity}
          keys={props.keys}
          why={whyOf(phase().code, phase().refusal?.code, view() !== undefined)}
          refusal={phase().refusal}
          ended={room.state().ended}
          next={phase().code === CLOSE.roomEnded ? room.aside()?.nextRoom.code() : undefined}
          again={phase().code === CLOSE.roomEnded ? room.aside()?.nextRoom.wishes() : undefined}
          rejoin={isFinal() ? undefined : room.rejoin}
        />
      )}
    </Show>
  );
}
