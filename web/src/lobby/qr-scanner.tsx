// A look through the camera, until it sees the QR code of a room.
import { createSignal, onCleanup, onMount, Show } from "solid-js";
import { w } from "../i18n/t.ts";
import { Dialog } from "../ui/dialog.tsx";
import { type RoomMeant, roomMeant } from "./parse-room-input.ts";
import { scan } from "./qr-camera.ts";
import "./qr-scanner.css";

export function QrScanner(props: { found: (room: RoomMeant) => void; close: () => void }) {
  const [problem, setProblem] = createSignal<"noCamera" | "scannedOther">();
  let video!: HTMLVideoElement;
  let isGone = false;

  function read(text: string): void {
    const meant = roomMeant(text);
    if (meant === undefined) setProblem("scannedOther");
    else props.found(meant);
  }

  onMount(async () => {
    try {
      const end = await scan(video, read);
      // Who closed it meanwhile doesn't want the camera to go on.
      if (isGone) end();
      else stop = end;
    } catch {
      setProblem("noCamera");
    }
  });
  let stop = () => {};
  onCleanup(() => {
    isGone = true;
    stop();
  });

  return (
    <Dialog title={w().scan} close={props.close}>
      <video class="qrscanner" ref={video} muted playsinline aria-label={w().scan} />
      <p role="status">
        <Show when={problem()} fallback={w().scanHint}>
          {(what) => w()[what()]}
        </Show>
      </p>
    </Dialog>
  );
}
