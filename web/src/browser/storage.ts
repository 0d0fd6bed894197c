// Small values that outlive a page, under this server's own prefix. Where the browser keeps none, or has no room left,
// they live as long as the page.

export type Kept = {
  get(key: string): string | undefined;
  set(key: string, value: string): void;
  remove(key: string): void;
  /** Every key kept, without the prefix. */
  keys(): string[];
  /** Called when another tab changes a value. */
  watch(changed: (key: string, value: string | undefined) => void): () => void;
};

/** @param open may throw or be undefined where storage is off */
export function makeStorage(open: () => Storage | undefined, prefix: string): Kept {
  const memory = new Map<string, string>();
  let storage: Storage | undefined;
  try {
    storage = open();
  } catch {
    // Denied by the browser's settings: memory it is.
  }
  return {
    get: (key) => memory.get(key) ?? storage?.getItem(prefix + key) ?? undefined,
    set(key, value) {
      memory.delete(key);
      try {
        if (storage === undefined) memory.set(key, value);
        else storage.setItem(prefix + key, value);
      } catch {
        memory.set(key, value);
      }
    },
    remove(key) {
      memory.delete(key);
      storage?.removeItem(prefix + key);
    },
    keys() {
      const stored = Array.from({ length: storage?.length ?? 0 }, (_, at) => storage?.key(at) ?? "");
      const ours = stored.filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));
      return [...new Set([...ours, ...memory.keys()])];
    },
    watch(changed) {
      const hear = ({ key, newValue, storageArea }: StorageEvent) => {
        if (storageArea !== storage || !key?.startsWith(prefix)) return;
        changed(key.slice(prefix.length), newValue ?? undefined);
      };
      addEventListener("storage", hear);
      return () => removeEventListener("storage", hear);
    },
  };
}
