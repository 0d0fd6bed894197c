import { createSignal, onCleanup, onMount, Show } from "solid-js";
import { t } from "../i18n/t.ts";
import { Dialog } from "../ui/dialog.tsx";
import { type ParsedRoom, parseRoomInput } from "./parse-room-input.ts";
import { scanQrCodes } from "./qr-camera.ts";
import "./qr-scanner.css";

/** Shows the camera's picture until it sees the QR code of a room. */
export function QrScanner(props: { onFound: (room: ParsedRoom) => void; close: () => void }) {
  const [problem, setProblem] = createSignal<"noCamera" | "cameraDenied" | "wrongQrCode">();
  let video!: HTMLVideoElement;
  let isClosed = false;
  let stop = () => {};

  function read(text: string): void {
    const room = parseRoomInput(text);
    if (room === undefined) setProblem("wrongQrCode");
    else props.onFound(room);
  }

  const hasCamera = () => problem() === undefined || problem() === "wrongQrCode";

  async function scan(): Promise<void> {
    setProblem(undefined);
    try {
      const stopScanning = await scanQrCodes(video, read);
      // It may have been closed while the camera was starting.
      if (isClosed) stopScanning();
      else stop = stopScanning;
    } catch (failure) {
      setProblem((failure as Error).name === "NotAllowedError" ? "cameraDenied" : "noCamera");
    }
  }
  onMount(scan);
  onCleanup(() => {
    isClosed = true;
    stop();
  });

  return (
    <Dialog title={t().scan} close={props.close}>
      <video class="qr-scanner" ref={video} muted playsinline aria-label={t().scan} hidden={!hasCamera()} />
      <p role="status">
        <Show when={problem()} fallback={t().scanHint}>
          {(what) => t()[what()]}
        </Show>
      </p>
      <Show when={!hasCamera()}>
        <div class="dialog-buttons">
          <button type="button" onClick={scan}>
            {t().tryAgain}
          </button>
        </div>
      </Show>
    </Dialog>
  );
}
