export type KeyValueStore = {
  get(key: string): string | undefined;
  set(key: string, value: string): void;
  remove(key: string): void;
  /** Returns every stored key, without the prefix. */
  keys(): string[];
  /** Calls back when another tab changes a value. Returns a function that stops it. */
  watch(changed: (key: string, value: string | undefined) => void): () => void;
};

/**
 * Creates a store of small values under this server's own prefix. Where the browser stores nothing, or has no room left, the
 * values live as long as the page.
 * @param open may throw or return undefined where storage is turned off
 */
export function createStorage(open: () => Storage | undefined, prefix: string): KeyValueStore {
  const memory = new Map<string, string>();
  /** What the browser denies, at first or later, counts as not stored. */
  function attempt<T>(use: () => T): T | undefined {
    try {
      return use();
    } catch {
      return undefined;
    }
  }
  const storage = attempt(open);
  return {
    get: (key) => memory.get(key) ?? attempt(() => storage?.getItem(prefix + key)) ?? undefined,
    set(key, value) {
      memory.set(key, value);
      attempt(() => {
        storage?.setItem(prefix + key, value);
        if (storage) memory.delete(key);
      });
    },
    remove(key) {
      memory.delete(key);
      attempt(() => storage?.removeItem(prefix + key));
    },
    keys() {
      const all = () => Array.from({ length: storage?.length ?? 0 }, (_, at) => storage?.key(at) ?? "");
      const stored = attempt(all) ?? [];
      const ours = stored.filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));
      return [...new Set([...ours, ...memory.keys()])];
    },
    watch(changed) {
      const onStorage = ({ key, newValue, storageArea }: StorageEvent) => {
        if (storageArea !== storage || !key?.startsWith(prefix)) return;
        changed(key.slice(prefix.length), newValue ?? undefined);
      };
      addEventListener("storage", onStorage);
      return () => removeEventListener("storage", onStorage);
    },
  };
}
