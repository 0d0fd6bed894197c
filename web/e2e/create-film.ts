import type { Page } from "playwright-core";

/** Films a canvas that is drawn on. Returns the bytes of a film in WebM. */
export const createFilm = (page: Page): Promise<number[]> =>
  page.evaluate(async () => {
    const canvas = document.createElement("canvas");
    const drawing = canvas.getContext("2d");
    const stream = canvas.captureStream(0);
    const recorder = new MediaRecorder(stream, { mimeType: "video/webm;codecs=vp8" });
    const parts: Blob[] = [];
    const whole = new Promise<Blob>((resolve) => {
      recorder.ondataavailable = ({ data }) => parts.push(data);
      recorder.onstop = () => resolve(new Blob(parts));
    });
    recorder.start();
    for (let frame = 0; frame < 12; frame++) {
      drawing?.fillRect(0, 0, 20 * frame, 20);
      (stream.getVideoTracks()[0] as CanvasCaptureMediaStreamTrack).requestFrame();
      // The film takes as long as what it shows.
      await new Promise((resolve) => setTimeout(resolve, 40));
    }
    recorder.stop();
    return [...new Uint8Array(await (await whole).arrayBuffer())];
  });
