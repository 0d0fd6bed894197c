// Packs the files of a room into one zip, and saves it. Each file is read while it is packed, so that none is in memory as a
// whole; only where the browser can't write to the disk while it reads is the zip kept until it is whole.
import { makeZip } from "client-zip";
import type { ListedFile } from "./file-requests.ts";

type Sink = { write(zip: ReadableStream<Uint8Array>): Promise<void> };
type SaveFilePicker = (options: {
  suggestedName: string;
}) => Promise<{ createWritable(): Promise<WritableStream<Uint8Array>> }>;

export type PackPorts = {
  /** Returns the content of a file by its `url`. */
  fetch(url: string, signal: AbortSignal): Promise<Response>;
  /** Told how many bytes of the files have been read. */
  onProgress(bytes: number): void;
};

/** Returns names of which no two are the same, also where capitals make no difference: "a.txt", "a (2).txt". */
export function distinctNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const dot = name.lastIndexOf(".");
    const [stem, ending] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ""];
    let distinct = name;
    for (let count = 2; taken.has(distinct.toLowerCase()); count++) distinct = `${stem} (${count})${ending}`;
    taken.add(distinct.toLowerCase());
    return distinct;
  });
}

/** Returns a stream of a zip of these files. It fails when one of them can't be read: a zip without it would be a lie. */
export function zipStream(
  files: readonly ListedFile[],
  ports: PackPorts,
  signal: AbortSignal,
): ReadableStream<Uint8Array> {
  const names = distinctNames(files.map(({ name }) => name));
  const reads = new AbortController();
  signal.addEventListener("abort", () => reads.abort(signal.reason), { signal: reads.signal });
  let readBytes = 0;
  async function* entries() {
    for (const [at, { url, bytes }] of files.entries()) {
      const response = await ports.fetch(url, reads.signal);
      if (!response.ok || response.body === null) throw new Error(`a file answered ${response.status}`);
      const counted = response.body.pipeThrough(
        new TransformStream<Uint8Array, Uint8Array>({
          transform(chunk, controller) {
            readBytes += chunk.length;
            ports.onProgress(readBytes);
            controller.enqueue(chunk);
          },
        }),
      );
      yield { name: names[at] ?? "", input: counted, size: bytes };
    }
  }
  const zip = makeZip(entries()).getReader();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await zip.read();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    // The packer would leave the file open that it reads.
    async cancel(reason) {
      reads.abort(reason);
      await zip.cancel(reason).catch(() => {});
    },
  });
}

/**
 * Asks where to save while the click still counts. Returns what writes to the disk while it is read, undefined where the
 * browser can't. Rejects with an AbortError when the person wants nothing saved.
 */
export async function chooseDisk(name: string): Promise<Sink["write"] | undefined> {
  const { showSaveFilePicker } = window as { showSaveFilePicker?: SaveFilePicker };
  if (showSaveFilePicker === undefined || !isSecureContext) return undefined;
  const handle = await showSaveFilePicker({ suggestedName: name });
  return async (content) => content.pipeTo(await handle.createWritable());
}

/** Asks where to save it, as `chooseDisk` does. */
export async function chooseSink(name: string, saveAs: (address: string, name: string) => void): Promise<Sink> {
  const write = await chooseDisk(name);
  if (write !== undefined) return { write };
  return {
    async write(zip) {
      const address = URL.createObjectURL(
        await new Response(zip, { headers: { "content-type": "application/zip" } }).blob(),
      );
      saveAs(address, name);
      // Browsers read it a little later.
      setTimeout(() => URL.revokeObjectURL(address), 60_000);
    },
  };
}
