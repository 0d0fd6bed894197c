// Everything that brings others here: a code to scan, one to read across a room, and the link to send.
import { Show } from "solid-js";
import { may } from "#protocol/roles";
import { BASE, roomAddress } from "../browser/route.ts";
import { w } from "../i18n/t.ts";
import { useRoom } from "../room/context.ts";
import { CopyButton } from "../ui/copy-button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Invites } from "./invites.tsx";
import { Qr } from "./qr.tsx";
import "./share-sheet.css";

const isThisDeviceAlone = /^(localhost|127\.[\d.]+|\[::1\])$/.test(BASE.hostname);

export function ShareSheet(props: { close: () => void }) {
  const room = useRoom();
  const code = () => room.state().room?.shownCode ?? room.code;
  const address = () => roomAddress(code());
  const title = () => room.state().room?.title || code();
  const place = BASE.host + BASE.pathname.replace(/\/$/, "");

  function share(): void {
    // Whoever closes the device's own sheet has changed their mind.
    navigator.share({ title: title(), url: address() }).catch(() => {});
  }

  return (
    <Dialog title={w().inviteOthers} close={props.close} isWide>
      <div class="sharesheet">
        <div class="sharesheet-scan">
          <Qr text={address()} label={w().qrCode} />
        </div>
        <div class="sharesheet-read">
          <p>{w().typeTheCode(place)}</p>
          <p class="sharesheet-code" style={{ "--characters": code().length }} translate="no">
            {code()}
          </p>
        </div>
        <div class="sharesheet-send">
          <p class="sharesheet-link" translate="no">
            {address()}
          </p>
          <div class="sharesheet-ways">
            <CopyButton text={address()} label={w().copyLink} look="primary" isFirst />
            <Show when={typeof navigator.share === "function"}>
              <button type="button" onClick={share}>
                {w().share}
              </button>
            </Show>
          </div>
          <Show when={isThisDeviceAlone}>
            <p class="sharesheet-alone">{w().thisDeviceAlone}</p>
          </Show>
        </div>
      </div>
      <Show when={may(room.role(), "invite")}>
        <Invites />
      </Show>
    </Dialog>
  );
}
