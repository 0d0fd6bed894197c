// Uploads a file sealed, and after it a small picture of it, in place of a plain upload.
import type { FileMention } from "#protocol/e2ee/event-body";
import type { FileKeys } from "#protocol/e2ee/file-cipher";
import {
  createUpload,
  UNREADABLE,
  type Upload,
  type UploadContent,
  type UploadPorts,
  type UploadState,
} from "../files/upload.ts";
import type { FileJobs, PreparedFile } from "./file-jobs.ts";
import { THUMBNAIL_PURPOSE } from "./picture-facts.ts";

export type SealedUploadPorts = UploadPorts & {
  jobs: Pick<FileJobs, "prepare" | "seal" | "slice" | "close">;
  newestFileKeys(): Promise<FileKeys>;
  /** Told what a message that has the file must say of it, and the key epoch it was sealed in. */
  uploaded(file: FileMention, keyEpoch: number): void;
};

/** What a server is told of the name of a sealed file. */
const SEALED_NAME = "file";
const THUMBNAIL_NAME = "thumbnail";

type FileToUpload = {
  readonly name: string;
  readonly type: string;
  /** Returns the file without what tells about its author. */
  readonly content: () => Promise<Blob>;
  readonly seconds?: number | undefined;
};
type Sealing = UploadContent & { salt(): string; close(): void };
/** From its preparation on, under one key. */
type Attempt = PreparedFile & { readonly main: Sealing; readonly keys: FileKeys };

let jobCount = 0;

/** Creates the upload of a file; it begins with `start`, and may be used as an upload of a plain file. */
export function createSealedUpload(
  { jobs, newestFileKeys, uploaded, ...ports }: SealedUploadPorts,
  code: string,
  { name, type, content, seconds }: FileToUpload,
  changed: (state: UploadState) => void,
): Upload {
  let attempt: Promise<Attempt> | undefined;
  let thumbnail: Upload | undefined;
  /** Whether what was begun can't go on: what couldn't be read can't be sealed again under its key. */
  let isSpent = false;

  async function seal(blob: Blob, description: PreparedFile["description"], keys: FileKeys): Promise<Sealing> {
    const job = `seal ${++jobCount}`;
    let salt = "";
    return {
      size: await jobs.seal(job, blob, description, keys),
      async slice(from, to) {
        const part = await jobs.slice(job, from, to);
        salt = part.salt;
        return new Blob([part.bytes]);
      },
      salt: () => salt,
      close: () => void jobs.close(job).catch(() => {}),
    };
  }

  async function begin(): Promise<Attempt> {
    const blob = await content();
    const [keys, prepared] = await Promise.all([newestFileKeys(), jobs.prepare(blob, { name, type, seconds })]);
    return { ...prepared, keys, main: await seal(blob, prepared.description, keys) };
  }

  function forget(): void {
    void attempt?.then(({ main }) => main.close()).catch(() => {});
    attempt = undefined;
    thumbnail = undefined;
    isSpent = false;
  }

  const main = createUpload(
    ports,
    code,
    {
      name: SEALED_NAME,
      content: async () => {
        attempt ??= begin();
        return (await attempt).main;
      },
    },
    (state) => {
      if (state.is === "done") return void finish(state.id);
      isSpent = state.is === "failed" && state.refusal === UNREADABLE;
      changed(state);
    },
  );

  async function finish(id: string): Promise<void> {
    const mine = attempt;
    const current = await mine?.catch(() => undefined);
    // It may have been given up meanwhile.
    if (current === undefined || attempt !== mine) return;
    const { description, keys } = current;
    const end = (small?: { id: string; salt: string }) => {
      if (attempt !== mine) return;
      current.main.close();
      const file = { id, salt: current.main.salt(), about: description };
      uploaded(small === undefined ? file : { ...file, thumbnail: small }, keys.keyEpoch);
      changed({ is: "done", id });
    };
    const small = current.thumbnail;
    if (small === undefined) return end();
    const sealing = seal(
      small,
      { name: THUMBNAIL_NAME, type: small.type + THUMBNAIL_PURPOSE, bytes: small.size },
      keys,
    );
    thumbnail = createUpload(ports, code, { name: SEALED_NAME, content: () => sealing }, (state) => {
      if (state.is === "done") {
        void sealing.then(({ salt, close }) => {
          end({ id: state.id, salt: salt() });
          close();
        });
        // The picture itself is there, and is shown in its place.
      } else if (state.is === "failed") end();
      else changed({ is: state.is, sentBytes: current.main.size });
    });
    thumbnail.start();
  }

  return {
    start(): void {
      if (isSpent) {
        main.cancel();
        forget();
      }
      (thumbnail ?? main).start();
    },
    pause: () => (thumbnail ?? main).pause(),
    cancel(): void {
      main.cancel();
      thumbnail?.cancel();
      forget();
    },
    reset(): void {
      main.reset();
      forget();
    },
  };
}
