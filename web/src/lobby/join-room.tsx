import { createSignal, onMount, Show } from "solid-js";
import { goTo, roomAddress } from "../browser/route.ts";
import { t } from "../i18n/t.ts";
import type { OwnerKeys } from "../room-lists/owner-keys.ts";
import { createLazyComponent } from "../ui/lazy-component.tsx";
import { type ParsedRoom, parseRoomInput } from "./parse-room-input.ts";
import { canScanQrCodes } from "./qr-camera.ts";
import "./join-room.css";

const QrScanner = createLazyComponent(() => import("./qr-scanner.tsx"), "QrScanner");

/**
 * Lets people enter a room by its code, link or QR code.
 * @param props.code a code to correct, which the field holds from the beginning
 */
export function JoinRoom(props: { keys: OwnerKeys; code?: string }) {
  const [isWrong, setWrong] = createSignal(false);
  const [mayScan, setMayScan] = createSignal(false);
  const [isScanning, setScanning] = createSignal(false);
  onMount(async () => setMayScan(await canScanQrCodes()));

  function goToRoom({ code, ownerKey, invite, encryptionKey }: ParsedRoom): void {
    setScanning(false);
    if (ownerKey !== undefined) props.keys.save(code, ownerKey);
    const secrets = Object.entries({ invite, e2ee: encryptionKey }).filter(([, secret]) => secret !== undefined);
    const hash = secrets.map(([name, secret = ""]) => `${name}=${encodeURIComponent(secret)}`).join("&");
    goTo(roomAddress(code) + (hash && `#${hash}`));
  }

  function submit(event: SubmitEvent & { currentTarget: HTMLFormElement }): void {
    event.preventDefault();
    const room = parseRoomInput(String(new FormData(event.currentTarget).get("code")));
    setWrong(room === undefined);
    if (room === undefined) event.currentTarget.querySelector("input")?.focus();
    else goToRoom(room);
  }

  /** A pasted link replaces whatever the field holds. */
  function onPaste(event: ClipboardEvent & { currentTarget: HTMLInputElement }): void {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!text.includes("/") || parseRoomInput(text) === undefined) return;
    event.preventDefault();
    event.currentTarget.value = text.trim();
    setWrong(false);
  }

  return (
    <form class="join-room" autocomplete="off" onSubmit={submit}>
      <h2>
        <label for="join-code">{t().haveCode}</label>
      </h2>
      <div class="join-room-row">
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
          onPaste={onPaste}
        />
        <Show when={mayScan()}>
          <button
            class="join-room-scan"
            type="button"
            aria-label={t().scan}
            title={t().scan}
            onClick={() => setScanning(true)}
          >
            <svg width="22" height="22" viewBox="0 0 22 22" aria-hidden="true" fill="none" stroke="currentColor">
              <path d="M2 7V3a1 1 0 0 1 1-1h4M15 2h4a1 1 0 0 1 1 1v4M20 15v4a1 1 0 0 1-1 1h-4M7 20H3a1 1 0 0 1-1-1v-4" />
              <path d="M6.5 6.5h3v3h-3zM12.5 6.5h3v3h-3zM6.5 12.5h3v3h-3zM12.5 12.5h0M15.5 15.5h0M12.5 15.5h0" />
            </svg>
          </button>
        </Show>
        <button type="submit">{t().join}</button>
      </div>
      <p id="join-problem" class="problem" role="status">
        <Show when={isWrong()}>{t().invalidRoomInput}</Show>
      </p>
      <Show when={isScanning()}>
        <QrScanner onFound={goToRoom} close={() => setScanning(false)} />
      </Show>
    </form>
  );
}
