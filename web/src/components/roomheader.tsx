// The room's head: what it is called, how to bring others, who is here, and how long it has.
import { createSignal, Show } from "solid-js";
import { MINUTE_MS } from "#protocol/limits";
import { makeLate } from "../primitives/late.tsx";
import { useRoom } from "../room/context.ts";
import { BASE, goHome } from "../route.ts";
import { fullTime, timeLeft } from "../text/time.ts";
import { Mark } from "./mark.tsx";
import "./roomheader.css";
import { phrase } from "../words/phrase.ts";
import { w } from "../words/words.ts";

const People = makeLate(async () => (await import("./people.tsx")).People);
const RoomSheet = makeLate(async () => (await import("./roomsheet.tsx")).RoomSheet);

export function RoomHeader() {
  const room = useRoom();
  const [open, setOpen] = createSignal<"people" | "room">();
  const leftMs = () => Date.parse(room.state().room?.expiresAt ?? "") - room.serverNow();
  const here = () => room.members().length;
  const close = () => setOpen(undefined);

  return (
    <header class="roomheader">
      <a
        class="roomheader-home"
        href={BASE.href}
        aria-label={w().home}
        onClick={(event) => {
          event.preventDefault();
          goHome();
        }}
      >
        <Mark />
      </a>
      <Show when={room.state().room} fallback={<h1 class="roomheader-title">{room.code}</h1>}>
        {(view) => (
          <>
            <div class="roomheader-names">
              <h1 class="roomheader-title" dir="auto" data-code={view().title === "" ? "" : undefined}>
                {view().title || view().shownCode}
              </h1>
              <p class="roomheader-facts">
                <Show when={view().title !== ""}>
                  <span class="roomheader-code">{view().shownCode}</span>
                </Show>
                <button class="roomheader-people" type="button" data-look="link" onClick={() => setOpen("people")}>
                  {w().here(here())}
                </button>
              </p>
            </div>
            <p class="roomheader-left" data-late={leftMs() < MINUTE_MS ? "" : undefined}>
              {phrase(
                w().left,
                <time datetime={view().expiresAt} title={w().endsAt(fullTime(view().expiresAt))}>
                  {timeLeft(leftMs())}
                </time>,
              )}
            </p>
            <button class="roomheader-invite" type="button" data-look="primary" onClick={() => setOpen("room")}>
              {w().invite}
            </button>
            <button
              class="roomheader-more"
              type="button"
              data-look="quiet"
              aria-label={w().aboutRoom}
              onClick={() => setOpen("room")}
            >
              •••
            </button>
          </>
        )}
      </Show>
      <Show when={open() === "people"}>
        <People close={close} />
      </Show>
      <Show when={open() === "room"}>
        <RoomSheet close={close} />
      </Show>
    </header>
  );
}
