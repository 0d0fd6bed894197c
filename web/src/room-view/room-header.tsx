import { createEffect, createSignal, on, Show } from "solid-js";
import { MINUTE_MS } from "#protocol/limits";
import { BASE_URL, followLink } from "../browser/route.ts";
import { phrase } from "../i18n/phrase.ts";
import { t } from "../i18n/t.ts";
import { formatDateTime, formatTimeLeft } from "../i18n/time-texts.ts";
import { useRoom } from "../room/room-context.ts";
import { createFrameThrottle } from "../ui/frame-throttle.ts";
import { createLazyComponent } from "../ui/lazy-component.tsx";
import { Logo } from "../ui/logo.tsx";
import "./room-header.css";

const PeopleDialog = createLazyComponent(() => import("../people/people-dialog.tsx"), "PeopleDialog");
const ShareSheet = createLazyComponent(() => import("../share/share-sheet.tsx"), "ShareSheet");
const AboutDialog = createLazyComponent(() => import("./about-dialog.tsx"), "AboutDialog");

/** Shows the room's title, who is here and the time left, with buttons to invite others and to read more about it. */
export function RoomHeader() {
  const room = useRoom();
  const [openDialog, setOpenDialog] = createSignal<"people" | "share" | "about">();
  const view = createFrameThrottle(() => room.state().room);
  const title = () => view()?.title || undefined;
  const code = () => view()?.shownCode ?? room.code;
  const leftMs = () => Date.parse(view()?.expiresAt ?? "") - room.serverNow();
  const close = () => setOpenDialog(undefined);
  // A mention goes on in the composer, which a dialog would cover.
  createEffect(on(room.mentioned, close, { defer: true }));

  // All elements are there before the welcome comes, so that nothing moves when it does.
  return (
    <header class="room-header">
      <a class="room-header-home" href={BASE_URL.href} aria-label={t().home} onClick={followLink}>
        <Logo />
      </a>
      <div class="room-header-names">
        {/* biome-ignore lint/a11y/useKeyWithClickEvents: the button at the end does the same */}
        <h1
          class="room-header-title"
          dir="auto"
          data-code={title() === undefined ? "" : undefined}
          onClick={() => setOpenDialog("about")}
        >
          {title() ?? code()}
        </h1>
        <p class="room-header-facts">
          <Show when={title()}>
            <span class="room-header-code" translate="no">
              {code()}
            </span>
          </Show>
          <Show when={view()}>
            <button class="room-header-people" type="button" data-look="link" onClick={() => setOpenDialog("people")}>
              {t().peopleHere(room.members().length)}
            </button>
          </Show>
        </p>
      </div>
      <Show when={view()?.expiresAt}>
        {(endsAt) => (
          <p class="room-header-time-left" data-urgent={leftMs() < MINUTE_MS ? "" : undefined}>
            {phrase(
              t().timeLeft,
              <time datetime={endsAt()} title={t().endsAt(formatDateTime(endsAt()))}>
                {formatTimeLeft(leftMs())}
              </time>,
            )}
          </p>
        )}
      </Show>
      <button
        class="room-header-invite"
        type="button"
        data-look="primary"
        aria-label={t().invite}
        onClick={() => setOpenDialog("share")}
      >
        <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true" fill="none" stroke="currentColor">
          <path
            d="M8 10a3.2 3.2 0 1 0 0-6.4A3.2 3.2 0 0 0 8 10Zm-6 7c.4-3 2.7-4.6 6-4.6 2.3 0 4.1.8 5.1 2.3M15.5 6v5M13 8.5h5"
            stroke-width="1.8"
            stroke-linecap="round"
          />
        </svg>
        <span class="room-header-label">{t().invite}</span>
      </button>
      <button
        class="room-header-more"
        type="button"
        data-look="quiet"
        aria-label={t().aboutRoom}
        disabled={view() === undefined}
        onClick={() => setOpenDialog("about")}
      >
        <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true" fill="currentColor">
          <path d="M4 8.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6Zm6 0a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6Zm6 0a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6Z" />
        </svg>
      </button>
      <Show when={openDialog() === "people"}>
        <PeopleDialog close={close} />
      </Show>
      <Show when={openDialog() === "share"}>
        <ShareSheet close={close} />
      </Show>
      <Show when={openDialog() === "about"}>
        <AboutDialog close={close} />
      </Show>
    </header>
  );
}
