import { Show } from "solid-js";
import { can } from "#protocol/roles";
import { BASE_URL } from "../browser/route.ts";
import { t } from "../i18n/t.ts";
import { useRoom } from "../room/room-context.ts";
import { CopyButton } from "../ui/copy-button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Invites } from "./invites.tsx";
import { needsInvite, shareAddress } from "./link-access.ts";
import { LocalAddressHint } from "./local-address-hint.tsx";
import { QrCode } from "./qr-code.tsx";
import { ShareButton } from "./share-button.tsx";
import "./share-sheet.css";

/** Shows all ways to invite others: a QR code, a code to read out and the link to send; apart from these, one-time links. */
export function ShareSheet(props: { close: () => void }) {
  const room = useRoom();
  const code = () => room.state().room?.shownCode ?? room.code;
  const address = () => shareAddress(room);
  const title = () => room.state().room?.title || code();
  const entry = () => room.state().room?.entry ?? "open";
  const oneTimeLinks = () => (
    <Show when={can(room.role(), "invite")}>
      <Invites />
    </Show>
  );
  const serverAddress = BASE_URL.host + BASE_URL.pathname.replace(/\/$/, "");

  return (
    <Dialog title={t().inviteOthers} close={props.close} isWide>
      {/* Where the room's link lets in nobody new, what does comes first. */}
      <Show when={needsInvite(room)}>{oneTimeLinks()}</Show>
      <div class="share-sheet">
        <div class="share-sheet-scan">
          <QrCode text={address()} label={t().qrCode} />
        </div>
        {/* The code alone opens no encrypted room. */}
        <Show when={room.state().room?.encryption === undefined}>
          <div class="share-sheet-read">
            <p>{t().typeTheCode(serverAddress)}</p>
            <p class="share-sheet-code" style={{ "--characters": code().length }} translate="no">
              {code()}
            </p>
          </div>
        </Show>
        <div class="share-sheet-send">
          <p class="share-sheet-link" translate="no">
            {address()}
          </p>
          <div class="share-sheet-actions">
            <CopyButton text={address()} label={t().copyLink} look="primary" isFirst={!needsInvite(room)} />
            <ShareButton title={title()} url={address()} />
          </div>
          <Show when={entry() !== "open"}>
            <p class="hint">
              {t().entry}: {t().entries[entry()].name}
            </p>
          </Show>
          <LocalAddressHint />
        </div>
      </div>
      <Show when={!needsInvite(room)}>{oneTimeLinks()}</Show>
    </Dialog>
  );
}
