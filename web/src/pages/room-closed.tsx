// Where a room is not, or not any more: says which, and offers a new one.
import { createEffect, createSignal, Show } from "solid-js";
import type { EndReason } from "#protocol/frames";
import { BASE, followLink, roomAddress, route } from "../browser/route.ts";
import { kept } from "../browser/stores.ts";
import { said } from "../i18n/refusal-texts.ts";
import { w } from "../i18n/t.ts";
import { JoinRoom } from "../lobby/join-room.tsx";
import { createLately } from "../room-lists/recent-rooms.ts";
import { type Founder, found, type RoomWishes, USUAL_LIFE } from "../room-options/create-room.ts";
import type { Refusal } from "../sync/room-reducer.ts";
import { Mark } from "../ui/logo.tsx";
import { Sky } from "../ui/sky-background.tsx";
import "./room-closed.css";

export type Why =
  | "ended"
  | "unknown"
  | "nowhere"
  | "refused"
  | "full"
  | "shownOut"
  | "banned"
  | "denied"
  | "locked"
  | "signedOut"
  | "left"
  | "replaced";

type Circumstances = {
  why: Why;
  /** Why it ended, if we were there. */
  ended?: EndReason | undefined;
  /** The server's own reason. */
  refusal?: Refusal | undefined;
  rejoin?: (() => void) | undefined;
  /** The code of the room where it goes on. */
  next?: string | undefined;
  /** What would make the same room again. */
  again?: RoomWishes | undefined;
};

/** Who may simply come in again. */
const COMES_BACK: ReadonlySet<Why> = new Set(["shownOut", "signedOut", "left"]);

export function Farewell(props: Founder & Circumstances) {
  const ending = () => w().endings[props.why];
  const words = () => {
    if (props.ended !== undefined) return w().endedBecause[props.ended];
    return props.refusal === undefined ? ending().words : said(props.refusal);
  };
  const code = () => {
    const here = route();
    return here.page === "room" ? here.code : undefined;
  };
  /** What was looked for in vain, to be mended. */
  const slip = () => (props.why === "unknown" ? code() : undefined);
  createEffect(() => {
    const gone = props.why === "ended" || props.why === "unknown" ? code() : undefined;
    if (gone !== undefined) createLately(kept, Date.now).forget(gone);
  });
  const [problem, setProblem] = createSignal<Refusal>();
  createEffect(() => {
    document.title = `${ending().title} · Mayfly`;
  });
  return (
    <main class="farewell under-sky" data-why={props.why}>
      <Show when={props.why === "ended"}>
        <Sky life={0} />
      </Show>
      <Mark />
      <h1>{ending().title}</h1>
      <p class="farewell-words">
        {words()}
        <Show when={props.next}> {w().goesOn}</Show>
      </p>
      <Show when={slip()}>{(code) => <JoinRoom keys={props.keys} code={code()} />}</Show>
      <div class="farewell-ways">
        <Show when={props.next}>
          {(code) => (
            <a class="farewell-next" href={roomAddress(code())} onClick={followLink}>
              {w().goThere}
            </a>
          )}
        </Show>
        <Show when={props.rejoin}>
          {(rejoin) => (
            <button type="button" data-look="primary" onClick={rejoin()}>
              {COMES_BACK.has(props.why) ? w().comeBack : w().tryAgain}
            </button>
          )}
        </Show>
        <Show when={props.next === undefined}>
          <button
            type="button"
            data-look={props.rejoin === undefined ? "primary" : undefined}
            onClick={async () => setProblem(await found(props, props.again ?? { ttlMinutes: USUAL_LIFE }))}
          >
            {props.again === undefined ? w().newRoom : w().sameAgain}
          </button>
        </Show>
        <a href={BASE.href} onClick={followLink}>
          {w().allRooms}
        </a>
      </div>
      <Show when={problem()}>
        {(refusal) => (
          <p class="problem" role="alert">
            {said(refusal())}
          </p>
        )}
      </Show>
    </main>
  );
}
