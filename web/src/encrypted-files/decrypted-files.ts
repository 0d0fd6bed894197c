// The files of an encrypted room as its page shows, plays and saves them. Rules E73 to E77.
import { createSignal } from "solid-js";
import type { FileEncryption, FileTrouble } from "../files/room-files.ts";
import { createDecryptedCache } from "./decrypted-cache.ts";
import { type FileReading, NotReadable, type ReadableFile, type SealedPlace } from "./file-reading.ts";
import { BYTES_TYPE, isMedia, safeType } from "./media-types.ts";

export const MAX_WHOLE_BYTES = 500_000_000;
export const MAX_CACHED_BYTES = 200_000_000;
/** Sound and films that are smaller are read as a whole at once: that takes no longer. */
const SMALL_BYTES = 4_000_000;
/** Content that came is handed to the browser now and then, which may keep it outside of memory. */
const GATHERED_BYTES = 32_000_000;
const MAX_AT_ONCE = 3;
/** Nothing is there, and elements say so. */
const NOTHING = "data:,";

const TROUBLES: Readonly<Partial<Record<NotReadable["problem"], FileTrouble>>> = { damaged: "damaged", noKey: "noKey" };

export type DecryptedFilesPorts = {
  reading: FileReading;
  /** Returns where the server has what it calls by this url, undefined for what it hasn't told of. */
  placeOf(url: string): SealedPlace | undefined;
  /** Returns an address at which a film or sound is read while it plays; undefined where that can't be. */
  streamAddress(url: string): string | undefined;
  /** Saves an address under a name. */
  saveAs(address: string, name: string): void;
  /** Returns what writes to the disk while it is read, undefined where the browser has nothing like it. */
  chooseDisk(name: string): Promise<((content: ReadableStream<Uint8Array>) => Promise<void>) | undefined>;
};

type Decrypted = Pick<
  FileEncryption,
  "addresses" | "troubleOf" | "progressOf" | "isHeavy" | "stream" | "readEnd" | "save"
>;
export type DecryptedFiles = ReturnType<typeof createDecryptedFiles>;

export function createDecryptedFiles(ports: DecryptedFilesPorts) {
  const { reading } = ports;
  const cache = createDecryptedCache(MAX_CACHED_BYTES);
  const stop = new AbortController();
  const [troubles, setTroubles] = createSignal<ReadonlyMap<string, FileTrouble>>(new Map());
  const [progress, setProgress] = createSignal<ReadonlyMap<string, number>>(new Map());
  const underWay = new Map<string, Promise<string>>();
  const queue: (() => void)[] = [];
  let running = 0;

  const withEntry = <V>(map: ReadonlyMap<string, V>, key: string, value: V | undefined) => {
    const next = new Map(map);
    if (value === undefined) next.delete(key);
    else next.set(key, value);
    return next;
  };

  async function inTurn<T>(run: () => Promise<T>): Promise<T> {
    if (running >= MAX_AT_ONCE) await new Promise<void>((resolve) => queue.push(resolve));
    running += 1;
    try {
      return await run();
    } finally {
      running -= 1;
      queue.shift()?.();
    }
  }

  function placeOf(url: string): SealedPlace {
    const place = ports.placeOf(url);
    if (place === undefined) throw new NotReadable("gone");
    return place;
  }

  /** Remembers why a file can't be shown, where trying again can't help. */
  function note(url: string, error: unknown): void {
    const trouble = error instanceof NotReadable ? TROUBLES[error.problem] : undefined;
    if (trouble !== undefined) setTroubles(withEntry(troubles(), url, trouble));
  }

  /** Opens a file for as long as something is done with it. */
  async function withFile<T>(url: string, use: (file: ReadableFile) => Promise<T>): Promise<T> {
    try {
      const file = await reading.open(placeOf(url));
      try {
        return await use(file);
      } finally {
        file.close();
      }
    } catch (error) {
      note(url, error);
      throw error;
    }
  }

  async function gather(file: ReadableFile, type: string, told: (share: number) => void): Promise<Blob> {
    let whole = new Blob([], { type });
    let parts: Uint8Array<ArrayBuffer>[] = [];
    let [gathered, done] = [0, 0];
    for await (const part of file.read(0, file.description.bytes, stop.signal)) {
      parts.push(part);
      gathered += part.length;
      done += part.length;
      told(done / file.description.bytes);
      if (gathered < GATHERED_BYTES) continue;
      whole = new Blob([whole, ...parts], { type });
      [parts, gathered] = [[], 0];
    }
    return new Blob([whole, ...parts], { type });
  }

  function readWhole(url: string, typeOf: (type: string) => string): Promise<{ blob: Blob; name: string }> {
    const told = (share: number) => setProgress(withEntry(progress(), url, share));
    return inTurn(() =>
      withFile(url, async (file) => {
        const { name, type, bytes } = file.description;
        if (bytes > MAX_WHOLE_BYTES) {
          setTroubles(withEntry(troubles(), url, "tooLarge"));
          throw new RangeError("too large to be read as a whole");
        }
        return { blob: await gather(file, typeOf(type), told), name };
      }).finally(() => setProgress(withEntry(progress(), url, undefined))),
    );
  }

  async function show(url: string): Promise<string> {
    try {
      const { blob } = await readWhole(url, safeType);
      return stop.signal.aborted ? NOTHING : cache.add(url, blob);
    } catch {
      return NOTHING;
    }
  }

  async function saveWhole(url: string): Promise<void> {
    const { blob, name } = await readWhole(url, () => BYTES_TYPE);
    const address = URL.createObjectURL(blob);
    ports.saveAs(address, name);
    // Browsers read it a little later.
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  }

  const known = (url: string) => (troubles().has(url) ? NOTHING : cache.get(url));
  const addresses: FileEncryption["addresses"] = {
    known,
    async find(url) {
      const there = known(url) ?? ports.streamAddress(url);
      if (there !== undefined) return there;
      const shown = underWay.get(url) ?? show(url).finally(() => underWay.delete(url));
      underWay.set(url, shown);
      return shown;
    },
  };

  function streamOf(url: string, file: ReadableFile, signal: AbortSignal): ReadableStream<Uint8Array> {
    const over = new AbortController();
    signal.addEventListener("abort", () => over.abort(signal.reason), { signal: over.signal });
    stop.signal.addEventListener("abort", () => over.abort(stop.signal.reason), { signal: over.signal });
    const end = () => {
      over.abort();
      file.close();
    };
    const parts = file.read(0, file.description.bytes, over.signal);
    return new ReadableStream({
      async pull(controller) {
        try {
          const { value, done } = await parts.next();
          if (!done) return controller.enqueue(value);
          controller.close();
        } catch (error) {
          note(url, error);
          controller.error(error);
        }
        end();
      },
      async cancel() {
        end();
        await parts.return(undefined);
      },
    });
  }

  async function stream(url: string, signal: AbortSignal): Promise<Response> {
    const file = await reading.open(placeOf(url)).catch((error) => {
      note(url, error);
      throw error;
    });
    return new Response(streamOf(url, file, signal));
  }

  return {
    addresses,
    troubleOf: (url) => troubles().get(url),
    progressOf: (url) => progress().get(url),
    isHeavy: ({ url, type, bytes }) =>
      isMedia(type) && bytes > SMALL_BYTES && ports.streamAddress(url) === undefined && cache.get(url) === undefined,
    stream,

    async readEnd(url, bytes) {
      return withFile(url, async ({ description, read }) => {
        const parts: Uint8Array<ArrayBuffer>[] = [];
        for await (const part of read(Math.max(0, description.bytes - bytes), description.bytes, stop.signal))
          parts.push(part);
        return new Uint8Array(await new Blob(parts).arrayBuffer());
      }).catch(() => undefined);
    },

    async save({ url, name, bytes }) {
      setTroubles(withEntry(troubles(), url, undefined));
      try {
        const write = bytes > SMALL_BYTES * 10 ? await ports.chooseDisk(name) : undefined;
        if (write === undefined) await saveWhole(url);
        else await write((await stream(url, stop.signal)).body as ReadableStream<Uint8Array>);
      } catch (error) {
        note(url, error);
        if (error instanceof NotReadable && !(error.problem in TROUBLES))
          setTroubles(withEntry(troubles(), url, "notRead"));
      }
    },

    /** Forgets what was decrypted of a file that is gone. */
    forget: cache.drop,
    kept: cache.urls,
    end(): void {
      stop.abort();
      cache.clear();
    },
  } satisfies Decrypted & Record<string, unknown>;
}
