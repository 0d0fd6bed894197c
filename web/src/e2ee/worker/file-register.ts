// What an encrypted room's messages say of their files, beside what the server says of them. Rule E72.
import type { FileMention } from "#protocol/e2ee/event-body";
import type { FileView } from "#protocol/frames";
import type { KeyValueStore } from "../../browser/storage.ts";

const MAX_SAVED = 40;
/** What every file of such a room is to a server, and to a page where its message says nothing of it. */
const UNKNOWN_FILE = { name: "file", type: "application/octet-stream" };

export type FileRegister = ReturnType<typeof createFileRegister>;

/** @param store keeps what was uploaded but not said yet, as long as the tab: a message that waits may need it after a reload */
export function createFileRegister(store?: Pick<KeyValueStore, "get" | "set">, storeKey = "") {
  const mentions = new Map<string, FileMention>();
  const places = new Map<string, FileView>();
  const thumbnails = new Set<string>();
  let unsaid = readUnsaid();
  for (const file of unsaid) add(file);

  function readUnsaid(): FileMention[] {
    try {
      return JSON.parse(store?.get(storeKey) || "[]");
    } catch {
      return [];
    }
  }

  function save(next: FileMention[]): void {
    unsaid = next.slice(-MAX_SAVED);
    store?.set(storeKey, JSON.stringify(unsaid));
  }

  function add(file: FileMention): void {
    mentions.set(file.id, file);
    if (file.thumbnail === undefined) return;
    mentions.set(file.thumbnail.id, file.thumbnail);
    thumbnails.add(file.thumbnail.id);
  }

  return {
    /**
     * Takes note of the files of a message that was opened. Returns them as a page shows them: with the name, type and size that
     * the message says, whatever the server does, and without thumbnails.
     */
    read(files: readonly FileView[], said: readonly FileMention[]): FileView[] {
      for (const file of said) add(file);
      if (unsaid.some(({ id }) => mentions.get(id) !== undefined && said.some((file) => file.id === id)))
        save(unsaid.filter(({ id }) => !said.some((file) => file.id === id)));
      for (const file of files) places.set(file.url, file);
      return said.flatMap(({ id, about }) => {
        const place = files.find((file) => file.id === id);
        if (place === undefined) return [];
        const { url, bytes } = place;
        return [{ id, url, bytes, ...UNKNOWN_FILE, ...about }];
      });
    },

    /** Takes note of files of which no message in the page says anything. */
    list(files: readonly FileView[]): void {
      for (const file of files) if (!places.has(file.url)) places.set(file.url, file);
    },

    /** Takes note of a file that was uploaded: the message that takes it says so. */
    uploaded(file: FileMention): void {
      add(file);
      save([...unsaid, file]);
    },

    /** Returns what was uploaded, and no message has said yet. */
    unsaid: (): readonly FileMention[] => unsaid,

    /** Returns what a message says that has these files. */
    mentionsOf(ids: readonly string[]): FileMention[] {
      return ids.flatMap((id) => {
        const known = mentions.get(id);
        if (known === undefined || thumbnails.has(id)) return [];
        const { thumbnail, ...file } = known;
        return thumbnail !== undefined && ids.includes(thumbnail.id) ? [known] : [file];
      });
    },

    mention: (id: string): FileMention | undefined => mentions.get(id),
    /** Returns what the server says of the file at this address. */
    place: (url: string): FileView | undefined => places.get(url),
    placeOfId: (id: string): FileView | undefined => [...places.values()].find((file) => file.id === id),
    isThumbnail: (id: string): boolean => thumbnails.has(id),
  };
}
