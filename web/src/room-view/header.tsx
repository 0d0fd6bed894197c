// The room's head: what it is called, how to bring others, who is here, and how long it has.
import { createSignal, Show } from "solid-js";
import { MINUTE_MS } from "#protocol/limits";
import { BASE, followLink } from "../browser/route.ts";
import { phrase } from "../i18n/phrase.ts";
import { w } from "../i18n/t.ts";
import { fullTime, timeLeft } from "../i18n/time-texts.ts";
import { useRoom } from "../room/context.ts";
import { makeLate } from "../ui/lazy-component.tsx";
import { Mark } from "../ui/logo.tsx";
import "./header.css";

const People = makeLate(async () => (await import("../people/people.tsx")).People);
const ShareSheet = makeLate(async () => (await import("../share/share-sheet.tsx")).ShareSheet);
const RoomSheet = makeLate(async () => (await import("./room-settings-dialog.tsx")).RoomSheet);

export function RoomHeader() {
  const room = useRoom();
  const [open, setOpen] = createSignal<"people" | "share" | "room">();
  const view = () => room.state().room;
  const title = () => view()?.title || undefined;
  const code = () => view()?.shownCode ?? room.code;
  const leftMs = () => Date.parse(view()?.expiresAt ?? "") - room.serverNow();
  const close = () => setOpen(undefined);

  // Everything has its place from the beginning, so that nothing moves when the room welcomes us.
  return (
    <header class="roomheader">
      <a class="roomheader-home" href={BASE.href} aria-label={w().home} onClick={followLink}>
        <Mark />
      </a>
      <div class="roomheader-names">
        <h1 class="roomheader-title" dir="auto" data-code={title() === undefined ? "" : undefined}>
          {title() ?? code()}
        </h1>
        <p class="roomheader-facts">
          <Show when={title()}>
            <span class="roomheader-code" translate="no">
              {code()}
            </span>
          </Show>
          <Show when={view()}>
            <button class="roomheader-people" type="button" data-look="link" onClick={() => setOpen("people")}>
              {w().here(room.members().length)}
            </button>
          </Show>
        </p>
      </div>
      <Show when={view()?.expiresAt}>
        {(endsAt) => (
          <p class="roomheader-left" data-late={leftMs() < MINUTE_MS ? "" : undefined}>
            {phrase(
              w().left,
              <time datetime={endsAt()} title={w().endsAt(fullTime(endsAt()))}>
                {timeLeft(leftMs())}
              </time>,
            )}
          </p>
        )}
      </Show>
      <button
        class="roomheader-invite"
        type="button"
        data-look="primary"
        aria-label={w().invite}
        onClick={() => setOpen("share")}
      >
        <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true" fill="none" stroke="currentColor">
          <path
            d="M8 10a3.2 3.2 0 1 0 0-6.4A3.2 3.2 0 0 0 8 10Zm-6 7c.4-3 2.7-4.6 6-4.6 2.3 0 4.1.8 5.1 2.3M15.5 6v5M13 8.5h5"
            stroke-width="1.8"
            stroke-linecap="round"
          />
        </svg>
        <span class="roomheader-label">{w().invite}</span>
      </button>
      <button
        class="roomheader-more"
        type="button"
        data-look="quiet"
        aria-label={w().aboutRoom}
        disabled={view() === undefined}
        onClick={() => setOpen("room")}
      >
        <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true" fill="currentColor">
          <path d="M4 8.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6Zm6 0a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6Zm6 0a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6Z" />
        </svg>
      </button>
      <Show when={open() === "people"}>
        <People close={close} />
      </Show>
      <Show when={open() === "share"}>
        <ShareSheet close={close} />
      </Show>
      <Show when={open() === "room"}>
        <RoomSheet close={close} />
      </Show>
    </header>
  );
}
