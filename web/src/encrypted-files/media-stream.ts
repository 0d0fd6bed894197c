// The page's side of playing films and sound while they are decrypted: answers what its service worker asks for.
import { createSignal } from "solid-js";
import { CLAIM, DECRYPTED_PATH, type MediaAnswer, type MediaRequest } from "../browser/decrypted-media-messages.ts";
import { chunkEnd, type ReadableFile } from "./file-reading.ts";
import { isMedia } from "./media-types.ts";

/** So much is decrypted at once. */
const PART_BYTES = 1_000_000;

type MediaStreamPorts = {
  /** The page's base. */
  base: URL;
  /** Opens a file by its id. @throws where it can't be read */
  open(id: string): Promise<ReadableFile>;
  /** Undefined where the browser has no service workers, as on plain http. */
  container: ServiceWorkerContainer | undefined;
};

export function createMediaStream({ base, open, container }: MediaStreamPorts) {
  const [isReady, setReady] = createSignal(container?.controller != null);
  const stop = new AbortController();
  const files = new Map<string, Promise<ReadableFile>>();

  async function answer({ id, start }: MediaRequest): Promise<MediaAnswer> {
    try {
      const opened = files.get(id) ?? open(id);
      files.set(id, opened);
      const { description, read } = await opened;
      // A type that doesn't play isn't handed out, whoever asks.
      if (!isMedia(description.type)) return {};
      const about = { bytes: description.bytes, type: description.type };
      if (start >= description.bytes) return { about };
      const parts: Uint8Array<ArrayBuffer>[] = [];
      for await (const part of read(start, chunkEnd(start + PART_BYTES), stop.signal)) parts.push(part);
      return { about, bytes: new Uint8Array(await new Blob(parts).arrayBuffer()) };
    } catch {
      files.delete(id);
      return {};
    }
  }

  async function onMessage({ data, ports: [port] }: MessageEvent<MediaRequest>): Promise<void> {
    if (data.type !== "decrypt" || port === undefined) return;
    const answered = await answer(data);
    port.postMessage(answered, answered.bytes === undefined ? [] : [answered.bytes.buffer]);
  }

  container?.addEventListener("message", onMessage, { signal: stop.signal });
  container?.addEventListener("controllerchange", () => setReady(container.controller !== null), {
    signal: stop.signal,
  });
  // A page that was loaded before its service worker, or anew by force, is without one.
  if (container !== undefined && !isReady()) void container.ready.then(({ active }) => active?.postMessage(CLAIM));
  container?.startMessages();

  return {
    /** Returns the address at which a file is read while it plays; undefined where it can't be. */
    addressOf: (id: string) => (isReady() ? new URL(DECRYPTED_PATH + encodeURIComponent(id), base).href : undefined),
    end(): void {
      stop.abort();
      for (const file of files.values()) void file.then(({ close }) => close()).catch(() => {});
      files.clear();
    },
  };
}
