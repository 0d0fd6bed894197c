// Reading QR codes by the camera, where a browser can: it needs a secure page, a camera and its own reader.

type Reader = { detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]> };
type ReaderClass = { new (options: { formats: string[] }): Reader; getSupportedFormats(): Promise<string[]> };

const LOOK_EVERY_MS = 200;

const readerClass = () => (globalThis as { BarcodeDetector?: ReaderClass }).BarcodeDetector;

/** Whether there is anything to offer; the camera may still be refused or missing. */
export async function canScan(): Promise<boolean> {
  const Reader = readerClass();
  if (!isSecureContext || Reader === undefined || navigator.mediaDevices?.getUserMedia === undefined) return false;
  const formats = await Reader.getSupportedFormats().catch((): string[] => []);
  return formats.includes("qr_code");
}

/**
 * Shows the camera's picture in `video` and tells every text read from it. Rejects where there is no camera to use.
 * @returns ends it, and the camera's light with it
 */
export async function scan(video: HTMLVideoElement, read: (text: string) => void): Promise<() => void> {
  const Reader = readerClass();
  if (Reader === undefined) throw new Error("This browser reads no QR codes.");
  const reader = new Reader({ formats: ["qr_code"] });
  const picture = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  let isOver = false;
  let timer = 0;
  const look = async () => {
    // A picture that isn't there yet can't be read: the next one will be.
    const codes = await reader.detect(video).catch(() => []);
    for (const { rawValue } of codes) if (!isOver) read(rawValue);
    if (!isOver) timer = window.setTimeout(look, LOOK_EVERY_MS);
  };
  video.srcObject = picture;
  // It plays when the first picture comes; who closes it before has stopped it.
  video.play().catch(() => {});
  void look();
  return () => {
    isOver = true;
    clearTimeout(timer);
    for (const track of picture.getTracks()) track.stop();
  };
}
