import { createMemo, For, Show } from "solid-js";
import { followLink } from "../browser/route.ts";
import { boardTexts } from "../i18n/parts/board-texts.ts";
import { formatComingTime } from "../i18n/relative-day-text.ts";
import { t } from "../i18n/t.ts";
import { useRoom } from "../room/room-context.ts";
import { needsInvite, shareAddress } from "../share/link-access.ts";
import { LocalAddressHint } from "../share/local-address-hint.tsx";
import { QrCode } from "../share/qr-code.tsx";
import { createFullScreen } from "./full-screen.ts";
import { keepScreenOn } from "./keep-screen-on.ts";
import { TakePin } from "./pin-actions.tsx";
import { PinContent } from "./pin-content.tsx";
import { shownPins } from "./shown-pins.ts";
import "./board-wall.css";

/** The board alone, for a screen on a wall: what is pinned, and how to join. */
export function BoardWall() {
  const room = useRoom();
  const view = () => room.state().room;
  const code = () => view()?.shownCode ?? room.code;
  const address = () => shareAddress(room);
  const pins = createMemo(() => shownPins(room));
  const fullScreen = createFullScreen();
  keepScreenOn(room.isPageVisible);

  return (
    <div class="wall">
      <main class="wall-pins">
        <h1 dir="auto" data-code={view()?.title ? undefined : ""}>
          {view()?.title || code()}
        </h1>
        <p class="wall-status" role="status">
          {room.connectionStatus() === "well" ? "" : t().reconnecting}
        </p>
        <Show when={view()}>
          <Show
            when={pins().length > 0}
            fallback={
              <div class="wall-empty">
                <h2>{boardTexts().empty}</h2>
                <p>{boardTexts().emptyHint}</p>
              </div>
            }
          >
            <ol>
              <For each={pins()}>
                {(pin) => (
                  <li>
                    <PinContent pin={pin} />
                    <div class="wall-actions">
                      <TakePin pin={pin} />
                    </div>
                  </li>
                )}
              </For>
            </ol>
          </Show>
        </Show>
      </main>
      <aside class="wall-side" aria-label={boardTexts().joinHere}>
        <Show when={!needsInvite(room)}>
          <div class="wall-scan">
            <QrCode text={address()} label={t().qrCode} />
          </div>
          <h2>{boardTexts().joinHere}</h2>
          <p class="wall-address" translate="no">
            <bdi>{address()}</bdi>
          </p>
          <LocalAddressHint />
        </Show>
        <Show when={view()?.expiresAt}>
          {(at) => <p class="wall-end">{t().endsAndErases(formatComingTime(at(), room.serverNow()))}</p>}
        </Show>
        <div class="wall-buttons">
          <Show when={fullScreen.isPossible}>
            <button type="button" onClick={fullScreen.toggle}>
              {fullScreen.isOn() ? boardTexts().leaveFullScreen : boardTexts().fullScreen}
            </button>
          </Show>
          <a href={address()} onClick={followLink}>
            {boardTexts().openRoom}
          </a>
        </div>
      </aside>
    </div>
  );
}
