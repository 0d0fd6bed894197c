// Into a room by its code, its link or its QR code, however it was typed or pasted.
import { createSignal, onMount, Show } from "solid-js";
import { goTo, roomAddress } from "../browser/route.ts";
import { w } from "../i18n/t.ts";
import type { OwnerKeys } from "../room-lists/owner-keys.ts";
import { makeLate } from "../ui/lazy-component.tsx";
import { type RoomMeant, roomMeant } from "./parse-room-input.ts";
import { canScan } from "./qr-camera.ts";
import "./join-room.css";

const QrScanner = makeLate(async () => (await import("./qr-scanner.tsx")).QrScanner);

/** @param props.code one to begin with, to be mended */
export function JoinRoom(props: { keys: OwnerKeys; code?: string }) {
  const [isWrong, setWrong] = createSignal(false);
  const [mayScan, setMayScan] = createSignal(false);
  const [isScanning, setScanning] = createSignal(false);
  onMount(async () => setMayScan(await canScan()));

  function enter({ code, ownerKey, invite }: RoomMeant): void {
    setScanning(false);
    if (ownerKey !== undefined) props.keys.keep(code, ownerKey);
    goTo(roomAddress(code) + (invite === undefined ? "" : `#invite=${encodeURIComponent(invite)}`));
  }

  function join(event: SubmitEvent & { currentTarget: HTMLFormElement }): void {
    event.preventDefault();
    const meant = roomMeant(String(new FormData(event.currentTarget).get("code")));
    setWrong(meant === undefined);
    if (meant === undefined) event.currentTarget.querySelector("input")?.focus();
    else enter(meant);
  }

  /** A whole link takes the place of whatever the field held: nobody means both. */
  function pasted(event: ClipboardEvent & { currentTarget: HTMLInputElement }): void {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!text.includes("/") || roomMeant(text) === undefined) return;
    event.preventDefault();
    event.currentTarget.value = text.trim();
    setWrong(false);
  }

  return (
    <form class="joinroom" autocomplete="off" onSubmit={join}>
      <h2>
        <label for="join-code">{w().haveCode}</label>
      </h2>
      <div class="joinroom-line">
        <input
          id="join-code"
          name="code"
          dir="ltr"
          placeholder="k7pq-2mfx"
          value={props.code ?? ""}
          autocapitalize="none"
          autocomplete="off"
          spellcheck={false}
          enterkeyhint="go"
          aria-invalid={isWrong()}
          aria-describedby="join-problem"
          onInput={() => setWrong(false)}
          onPaste={pasted}
        />
        <Show when={mayScan()}>
          <button
            class="joinroom-scan"
            type="button"
            aria-label={w().scan}
            title={w().scan}
            onClick={() => setScanning(true)}
          >
            <svg width="22" height="22" viewBox="0 0 22 22" aria-hidden="true" fill="none" stroke="currentColor">
              <path d="M2 7V3a1 1 0 0 1 1-1h4M15 2h4a1 1 0 0 1 1 1v4M20 15v4a1 1 0 0 1-1 1h-4M7 20H3a1 1 0 0 1-1-1v-4" />
              <path d="M6.5 6.5h3v3h-3zM12.5 6.5h3v3h-3zM6.5 12.5h3v3h-3zM12.5 12.5h0M15.5 15.5h0M12.5 15.5h0" />
            </svg>
          </button>
        </Show>
        <button type="submit">{w().join}</button>
      </div>
      <p id="join-problem" class="problem" role="status">
        <Show when={isWrong()}>{w().neitherCodeNorLink}</Show>
      </p>
      <Show when={isScanning()}>
        <QrScanner found={enter} close={() => setScanning(false)} />
      </Show>
    </form>
  );
}
