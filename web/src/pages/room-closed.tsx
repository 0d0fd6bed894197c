import { createEffect, createSignal, onMount, Show } from "solid-js";
import type { EndReason } from "#protocol/frames";
import { MINUTE_MS } from "#protocol/limits";
import type { Refusal } from "../api/api-error.ts";
import type { NewRoomOptions } from "../api/room-creation.ts";
import { BASE_URL, followLink, roomAddress, route } from "../browser/route.ts";
import { steadyNow } from "../browser/steady-now.ts";
import { browserStore } from "../browser/stores.ts";
import { refusalText } from "../i18n/refusal-texts.ts";
import { t } from "../i18n/t.ts";
import { formatDuration } from "../i18n/time-texts.ts";
import { AccountFirst } from "../lobby/account-first.tsx";
import { JoinRoom } from "../lobby/join-room.tsx";
import { createRecentRooms } from "../room-lists/recent-rooms.ts";
import { createRoomAndOpen, DEFAULT_LIFE_MINUTES, type RoomCreator } from "../room-options/create-room.ts";
import { Logo } from "../ui/logo.tsx";
import { ProblemLine } from "../ui/problem-line.tsx";
import { SkyBackground } from "../ui/sky-background.tsx";
import type { ClosedReason } from "./closed-reason.ts";
import { createCountdown } from "./countdown.ts";
import "./room-closed.css";

type RoomClosedDetails = {
  reason: ClosedReason;
  /** Why the room ended, if we were there. */
  endReason?: EndReason | undefined;
  /** Its text replaces the page's own. */
  refusal?: Refusal | undefined;
  /** What stands in place of the page's own words. */
  explained?: { readonly title: string; readonly text: string; readonly rejoin?: string };
  /** How long a removed member is kept out, from when they were told. */
  keptOutMs?: number | undefined;
  rejoin?: (() => void) | undefined;
  /** A join is being tried while the page stays. */
  isJoining?: boolean;
  /** The code of the next room, which an owner announced. */
  nextRoomCode?: string | undefined;
  /** The options that create the same room again. */
  sameOptions?: NewRoomOptions | undefined;
};

/** For these reasons the button says "Come back" instead of "Try again". */
const SHOWS_COME_BACK: ReadonlySet<ClosedReason> = new Set(["removed", "signedOut", "left", "forgotten"]);

/** Rooms that are gone, for everybody or for this browser. */
const FORGOTTEN: ReadonlySet<ClosedReason> = new Set(["ended", "unknown", "forgotten"]);

/** Says why a room isn't open to us, and offers what can be done: go to the next room, rejoin, or create a room. */
export function RoomClosed(props: RoomCreator & RoomClosedDetails) {
  const ending = () => props.explained ?? t().roomClosed[props.reason];
  const text = () => {
    if (props.endReason !== undefined) return t().endReasons[props.endReason];
    return props.refusal === undefined ? ending().text : refusalText(props.refusal);
  };
  const waitMs = createCountdown(() => props.keptOutMs ?? 0);
  const waitMinutes = () => Math.ceil(waitMs() / MINUTE_MS);
  /** A new room comes first for somebody who was removed, also once they may come back. */
  const isNewRoomFirst = () => props.rejoin === undefined || props.reason === "removed";
  const code = () => {
    const here = route();
    return here.page === "room" ? here.code : undefined;
  };
  /** The code in the address, if no room has it: the person may correct it. */
  const unknownCode = () => (props.reason === "unknown" ? code() : undefined);
  createEffect(() => {
    const goneCode = FORGOTTEN.has(props.reason) ? code() : undefined;
    if (goneCode !== undefined) createRecentRooms(browserStore, steadyNow).forget(goneCode);
  });
  const [problem, setProblem] = createSignal<Refusal>();
  let heading!: HTMLHeadingElement;
  // What had the focus is gone with the room: screen readers go on from here.
  onMount(() => document.activeElement === document.body && heading.focus());
  const [needsAccount, setNeedsAccount] = createSignal(false);
  async function createNewRoom(): Promise<void> {
    const refusal = await createRoomAndOpen(props, props.sameOptions ?? { ttlMinutes: DEFAULT_LIFE_MINUTES });
    setNeedsAccount(refusal?.code === "account_needed");
    setProblem(needsAccount() ? undefined : refusal);
  }
  createEffect(() => {
    document.title = `${ending().title} · Mayfly`;
  });
  return (
    <main class="room-closed under-sky" data-reason={props.reason}>
      <Show when={props.reason === "ended"}>
        <SkyBackground life={0} />
      </Show>
      <Logo />
      <h1 ref={heading} tabindex="-1">
        {ending().title}
      </h1>
      <p class="room-closed-text">
        {text()}
        <Show when={waitMinutes()}>{(minutes) => ` ${t().comeBackIn(formatDuration(minutes() * MINUTE_MS))}`}</Show>
        <Show when={props.nextRoomCode}> {t().continuedInNextRoom}</Show>
      </p>
      <Show when={unknownCode()}>{(code) => <JoinRoom keys={props.keys} code={code()} />}</Show>
      <div class="room-closed-actions">
        <Show when={props.nextRoomCode}>
          {(code) => (
            <a class="room-closed-next" href={roomAddress(code())} onClick={followLink}>
              {t().joinNextRoom}
            </a>
          )}
        </Show>
        <Show when={waitMs() === 0 && props.rejoin}>
          {(rejoin) => (
            <button
              type="button"
              data-look={isNewRoomFirst() ? undefined : "primary"}
              disabled={props.isJoining}
              onClick={rejoin()}
            >
              {props.explained?.rejoin ?? (SHOWS_COME_BACK.has(props.reason) ? t().rejoin : t().tryAgain)}
            </button>
          )}
        </Show>
        <Show when={props.nextRoomCode === undefined && !needsAccount()}>
          <button type="button" data-look={isNewRoomFirst() ? "primary" : undefined} onClick={createNewRoom}>
            {props.sameOptions === undefined ? t().newRoom : t().createNextRoom}
          </button>
        </Show>
        <a href={BASE_URL.href} onClick={followLink}>
          {t().allRooms}
        </a>
      </div>
      <ProblemLine problem={problem()} />
      <Show when={needsAccount()}>
        <div class="room-closed-account">
          <AccountFirst identity={props.identity} onDone={createNewRoom} />
        </div>
      </Show>
    </main>
  );
}
