// Puts together what files need in an encrypted room, and has the room's files use it.
import { createEffect, createRoot, on } from "solid-js";
import type { FileMention } from "#protocol/e2ee/event-body";
import type { FileView } from "#protocol/frames";
import { BASE_URL } from "../browser/route.ts";
import type { RoomCipher } from "../e2ee/room-cipher.ts";
import { saveAs } from "../files/file-address.ts";
import type { ListedFile } from "../files/file-requests.ts";
import { chooseDisk } from "../files/pack-files.ts";
import { filesIn } from "../files/room-files.ts";
import { createUploadPorts } from "../files/upload-requests.ts";
import type { Room } from "../room/room.ts";
import { limitsOf } from "./content-limits.ts";
import { createDecryptedFiles } from "./decrypted-files.ts";
import { EncryptedFileCard, FileNote, HeavyFilm } from "./encrypted-file-parts.tsx";
import { createFileReading, type SealedPlace } from "./file-reading.ts";
import type { FileWorkerClient } from "./file-worker-client.ts";
import { createMediaStream } from "./media-stream.ts";
import { isMedia } from "./media-types.ts";
import { THUMBNAIL_PURPOSE } from "./picture-facts.ts";
import { createSealedUpload } from "./sealed-upload.ts";

/** Shorter sound and films are decrypted as a whole: that takes no longer. */
const MIN_STREAMED_BYTES = 4_000_000;

/** What files need of the cipher of their room. */
export type FilesCipher = Pick<RoomCipher, "newestFileKeys" | "fileKeys" | "keyEpoch" | "files">;

/** Has a room's files be sealed and opened. To be called before a file is shown. Returns what ends it. */
export function encryptFilesOf(room: Room, cipher: FilesCipher, jobs: FileWorkerClient): () => void {
  return createRoot((dispose) => {
    const files = filesIn(room);
    const { files: register } = cipher;
    const network = createUploadPorts(room.identity, room.ownerKey);
    const newestFileKeys = async () => {
      const keys = await cipher.newestFileKeys();
      if (keys === undefined) throw new Error("the room was not joined yet");
      return keys;
    };
    const sealedIn = new Map<string, number>();
    const sealedPlace = ({ id, url, bytes }: FileView): SealedPlace => ({ id, url, sealedBytes: bytes });

    const reading = createFileReading({
      jobs,
      newestFileKeys,
      fileKeys: cipher.fileKeys,
      mention: register.mention,
      addressOf: files.serverAddresses.find,
      waitForNetwork: network.waitForNetwork,
    });
    const media = createMediaStream({
      base: BASE_URL,
      container: isSecureContext ? navigator.serviceWorker : undefined,
      async open(id) {
        const place = register.placeOfId(id);
        if (place === undefined) throw new Error("no file has this id");
        return reading.open(sealedPlace(place));
      },
    });
    const decrypted = createDecryptedFiles({
      reading,
      placeOf(url) {
        const place = register.place(url);
        return place && sealedPlace(place);
      },
      streamAddress(url) {
        const id = register.place(url)?.id ?? "";
        const about = register.mention(id)?.about;
        return about && isMedia(about.type) && about.bytes > MIN_STREAMED_BYTES ? media.addressOf(id) : undefined;
      },
      saveAs,
      chooseDisk,
    });

    const viewOf = (file: ListedFile, about: FileMention["about"]): ListedFile => ({ ...file, ...about });

    /** Asks files what they are of which no message in the page says it. */
    function list(listed: readonly ListedFile[], changed: (files: readonly ListedFile[]) => void) {
      register.list(listed);
      const known = new Map(listed.map((file) => [file.id, register.mention(file.id)?.about]));
      const hidden = new Set<string>();
      const current = () =>
        listed
          .filter(({ id }) => !register.isThumbnail(id) && !hidden.has(id))
          .map((file) => viewOf(file, known.get(file.id)));
      async function describe(file: ListedFile): Promise<void> {
        const { description, close } = await reading.open(sealedPlace(file));
        close();
        if (description.type.endsWith(THUMBNAIL_PURPOSE)) hidden.add(file.id);
        known.set(file.id, description);
        changed(current());
      }
      const unknown = current().filter(({ id }) => known.get(id) === undefined);
      void (async () => {
        for (const file of unknown.reverse()) await describe(file).catch(() => {});
      })();
      return current();
    }

    files.encryptWith({
      ...decrypted,
      list,
      limitsOf,
      previewOf(file) {
        const small = register.mention(file.id)?.thumbnail;
        return (small && register.placeOfId(small.id)) ?? file;
      },
      Card: EncryptedFileCard,
      Note: FileNote,
      HeavyFilm,
      attaching: {
        startUpload: (ports, code, file, changed) =>
          createSealedUpload(
            {
              ...ports,
              jobs,
              newestFileKeys,
              uploaded(mention, keyEpoch) {
                sealedIn.set(mention.id, keyEpoch);
                register.uploaded(mention);
              },
            },
            code,
            file,
            changed,
          ),
        alongside(id) {
          const small = register.mention(id)?.thumbnail;
          return small === undefined ? [] : [small.id];
        },
        isStale: (id) => sealedIn.get(id) !== cipher.keyEpoch(),
      },
    });

    // What was decrypted goes with its message.
    const present = () =>
      new Set(
        room.events().flatMap((event) => (event.type === "chat" ? (event.files ?? []).map(({ url }) => url) : [])),
      );
    createEffect(
      on(present, (now, before) => {
        for (const url of before ?? []) if (!now.has(url)) decrypted.forget(url);
      }),
    );

    return () => {
      files.encryptWith(undefined);
      media.end();
      decrypted.end();
      jobs.end();
      dispose();
    };
  });
}
