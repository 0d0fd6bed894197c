import { createSignal, onCleanup, onMount, Show } from "solid-js";
import { t } from "../i18n/t.ts";
import { Dialog } from "../ui/dialog.tsx";
import { type ParsedRoom, parseRoomInput } from "./parse-room-input.ts";
import { scanQrCodes } from "./qr-camera.ts";
import "./qr-scanner.css";

/** Shows the camera's picture until it sees the QR code of a room. */
export function QrScanner(props: { onFound: (room: ParsedRoom) => void; close: () => void }) {
  const [problem, setProblem] = createSignal<"noCamera" | "wrongQrCode">();
  let video!: HTMLVideoElement;
  let isClosed = false;
  let stop = () => {};

  function read(text: string): void {
    const room = parseRoomInput(text);
    if (room === undefined) setProblem("wrongQrCode");
    else props.onFound(room);
  }

  onMount(async () => {
    try {
      const stopScanning = await scanQrCodes(video, read);
      // It may have been closed while the camera was starting.
      if (isClosed) stopScanning();
      else stop = stopScanning;
    } catch {
      setProblem("noCamera");
    }
  });
  onCleanup(() => {
    isClosed = true;
    stop();
  });

  return (
    <Dialog title={t().scan} close={props.close}>
      <video class="qr-scanner" ref={video} muted playsinline aria-label={t().scan} />
      <p role="status">
        <Show when={problem()} fallback={t().scanHint}>
          {(what) => t()[what()]}
        </Show>
      </p>
    </Dialog>
  );
}
