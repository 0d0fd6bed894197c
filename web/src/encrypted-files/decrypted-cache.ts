// Keeps what was decrypted under addresses of this page, up to a size; what was used the longest time ago goes first.

type Kept = { readonly address: string; readonly bytes: number };

export function createDecryptedCache(
  maxBytes: number,
  urls: Pick<typeof URL, "createObjectURL" | "revokeObjectURL"> = URL,
) {
  const kept = new Map<string, Kept>();
  let total = 0;

  function drop(url: string): void {
    const entry = kept.get(url);
    if (entry === undefined) return;
    kept.delete(url);
    total -= entry.bytes;
    urls.revokeObjectURL(entry.address);
  }

  return {
    /** Returns the address of a file's content, if it is here. */
    get(url: string): string | undefined {
      const entry = kept.get(url);
      if (entry === undefined) return undefined;
      kept.delete(url);
      kept.set(url, entry);
      return entry.address;
    },

    add(url: string, content: Blob): string {
      drop(url);
      const address = urls.createObjectURL(content);
      kept.set(url, { address, bytes: content.size });
      total += content.size;
      for (const oldest of [...kept.keys()]) {
        if (total <= maxBytes || oldest === url) break;
        drop(oldest);
      }
      return address;
    },

    drop,
    urls: (): string[] => [...kept.keys()],
    clear: () => [...kept.keys()].forEach(drop),
  };
}
