type BarcodeDetector = { detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]> };
type BarcodeDetectorClass = {
  new (options: { formats: string[] }): BarcodeDetector;
  getSupportedFormats(): Promise<string[]>;
};

const SCAN_EVERY_MS = 200;

const barcodeDetectorClass = () => (globalThis as { BarcodeDetector?: BarcodeDetectorClass }).BarcodeDetector;

/**
 * Returns whether this browser can read QR codes: on a secure page with camera access and a BarcodeDetector. There may still
 * be no camera, or no permission to use it.
 */
export async function canScanQrCodes(): Promise<boolean> {
  const Detector = barcodeDetectorClass();
  if (!isSecureContext || Detector === undefined || navigator.mediaDevices?.getUserMedia === undefined) return false;
  const formats = await Detector.getSupportedFormats().catch((): string[] => []);
  return formats.includes("qr_code");
}

/**
 * Shows the camera's picture in `video` and reports every text read from it. Rejects if there is no camera to use.
 * @returns a function that stops the camera
 */
export async function scanQrCodes(video: HTMLVideoElement, onText: (text: string) => void): Promise<() => void> {
  const Detector = barcodeDetectorClass();
  if (Detector === undefined) throw new Error("This browser reads no QR codes.");
  const detector = new Detector({ formats: ["qr_code"] });
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  let isStopped = false;
  let timer = 0;
  const scanFrame = async () => {
    // Before the first frame, detect rejects; the next try may succeed.
    const codes = await detector.detect(video).catch(() => []);
    for (const { rawValue } of codes) if (!isStopped) onText(rawValue);
    if (!isStopped) timer = window.setTimeout(scanFrame, SCAN_EVERY_MS);
  };
  video.srcObject = stream;
  // Rejects if the dialog closes before the first frame comes.
  video.play().catch(() => {});
  void scanFrame();
  return () => {
    isStopped = true;
    clearTimeout(timer);
    for (const track of stream.getTracks()) track.stop();
  };
}
