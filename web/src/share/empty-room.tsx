import { createSignal, Show } from "solid-js";
import { can } from "#protocol/roles";
import { formatComingTime } from "../i18n/relative-day-text.ts";
import { t } from "../i18n/t.ts";
import { useRoom } from "../room/room-context.ts";
import { CopyButton } from "../ui/copy-button.tsx";
import { createLazyComponent } from "../ui/lazy-component.tsx";
import { needsInvite, shareAddress } from "./link-access.ts";
import { LocalAddressHint } from "./local-address-hint.tsx";
import { QrCode } from "./qr-code.tsx";
import { ShareButton } from "./share-button.tsx";
import "./empty-room.css";

const ShareSheet = createLazyComponent(() => import("./share-sheet.tsx"), "ShareSheet");

/** Takes the place of the messages until there is one: the link to hand out, and when the room ends. */
export function EmptyRoom() {
  const room = useRoom();
  const [isSheetOpen, setSheetOpen] = createSignal(false);
  const view = () => room.state().room;
  const code = () => view()?.shownCode ?? room.code;
  const address = () => shareAddress(room);

  return (
    <section class="empty-room" aria-label={t().inviteOthers} data-encrypted={view()?.encryption && ""}>
      <Show when={!needsInvite(room)}>
        <div class="empty-room-scan">
          <QrCode text={address()} label={t().qrCode} />
        </div>
      </Show>
      <div class="empty-room-send">
        <h2>{t().emptyRoom}</h2>
        <Show
          when={!needsInvite(room)}
          fallback={
            <Show when={can(room.role(), "invite")}>
              <button type="button" data-look="primary" aria-haspopup="dialog" onClick={() => setSheetOpen(true)}>
                {t().inviteOthers}
              </button>
            </Show>
          }
        >
          <p>{t().emptyRoomHint}</p>
          <p class="empty-room-link" translate="no">
            <bdi>{address()}</bdi>
          </p>
          <div class="empty-room-actions">
            <CopyButton text={address()} label={t().copyLink} look="primary" />
            <ShareButton title={view()?.title || code()} url={address()} />
          </div>
          <LocalAddressHint />
        </Show>
      </div>
      <p class="empty-room-end">
        <Show when={view()?.expiresAt} fallback={t().neverEnds}>
          {(at) => t().endsAndErases(formatComingTime(at(), room.serverNow()))}
        </Show>
      </p>
      <Show when={isSheetOpen()}>
        <ShareSheet close={() => setSheetOpen(false)} />
      </Show>
    </section>
  );
}
