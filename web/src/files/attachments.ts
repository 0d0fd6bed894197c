// The files that wait above the composer to be sent: each is uploaded as soon as it is there. A message takes them when all
// have arrived. They live as long as the page.
import { type Accessor, createEffect, createSignal, on, onCleanup } from "solid-js";
import { MAX_FILES_PER_MESSAGE, UNSAID_FILE_TTL_MS } from "#protocol/limits";
import { ApiError } from "../api/api-error.ts";
import type { StagedFiles } from "../sync/staged-files.ts";
import { recordingFacts } from "../voice/recordings.ts";
import type { FileLimits } from "./file-requests.ts";
import { createUpload, type Upload, type UploadPorts, type UploadState } from "./upload.ts";

export type Attachment = {
  readonly file: File;
  /** The address of the picture within this page, to show it before it is sent. */
  readonly preview: string | undefined;
  readonly state: Accessor<UploadState>;
};

/** Why a file isn't attached. */
export type AttachmentProblem =
  | { readonly is: "tooLarge" | "roomIsFull"; readonly name: string; readonly bytes: number }
  | { readonly is: "noFiles" | "folder" }
  | { readonly is: "tooMany"; readonly max: number };

export type AttachmentPorts = UploadPorts & {
  code: string;
  now(): number;
  fetchLimits(): Promise<FileLimits | ApiError>;
  /** Returns a file without what tells about its author. */
  strip(file: File): Promise<Blob>;
  /** Returns an address to show a picture by, undefined for other files. */
  preview(file: File): string | undefined;
  /** Returns the ids of the files that are in messages which the server hasn't confirmed. */
  unconfirmed(): readonly string[];
  /** Creates the upload of a file. */
  startUpload?: (
    ports: UploadPorts,
    code: string,
    file: { name: string; type: string; content: () => Promise<Blob>; seconds: number | undefined },
    changed: (state: UploadState) => void,
  ) => Upload;
  /** Returns the ids of further files that a message takes with a file, if there is room for them. */
  alongside?: (id: string) => readonly string[];
  /** Returns whether what was uploaded must be uploaded anew. */
  isStale?: (id: string) => boolean;
};

/** Gives back the memory of a picture. */
function revokePreview({ preview }: Attachment): void {
  if (preview !== undefined) URL.revokeObjectURL(preview);
}

const MAX_AT_ONCE = 2;
/** A file that is older than this when its message is sent is uploaded anew: the server may remove it any moment. */
const FRESH_MS = UNSAID_FILE_TTL_MS - 60_000;

type Entry = Attachment & {
  readonly upload: Upload;
  /** Whether it fits. Until that is known, nothing of it is sent. */
  isChecked: boolean;
  doneAt: number;
  set(state: UploadState): void;
};

export type Attachments = ReturnType<typeof createAttachments>;

/** Creates the store. It belongs to the Solid owner it is created in. */
export function createAttachments({
  code,
  now,
  fetchLimits,
  strip,
  preview,
  unconfirmed,
  startUpload = createUpload,
  alongside = () => [],
  isStale = () => false,
  ...ports
}: AttachmentPorts) {
  const [entries, setEntries] = createSignal<readonly Entry[]>([]);
  const [problems, setProblems] = createSignal<readonly AttachmentProblem[]>([]);
  const [isSendingWhenReady, setSendingWhenReady] = createSignal(false);
  let sendWhenReady: (() => unknown) | undefined;
  let isGone = false;
  /** What this page has sent: shown until the server has confirmed the message. */
  const sent = new Map<string, Attachment>();

  const is = (entry: Entry, ...states: readonly UploadState["is"][]) => states.includes(entry.state().is);
  const hasAll = () => entries().every((entry) => is(entry, "done"));
  const isUploading = () => entries().some((entry) => is(entry, "queued", "sending", "waiting"));

  function startNext(): void {
    if (isGone) return;
    const running = entries().filter((entry) => is(entry, "sending", "waiting")).length;
    for (const { upload } of entries()
      .filter((entry) => entry.isChecked && is(entry, "queued"))
      .slice(0, Math.max(0, MAX_AT_ONCE - running)))
      upload.start();
  }

  function queue(entry: Entry): void {
    const now = entry.state();
    entry.set({ is: "queued", sentBytes: "sentBytes" in now ? now.sentBytes : 0 });
    startNext();
  }

  function changed(entry: Entry, state: UploadState): void {
    if (state.is === "done") entry.doneAt = now();
    entry.set(state);
    // What was removed meanwhile is no longer among them.
    if (state.is === "failed" || state.is === "paused") cancelSending();
    if (state.is !== "sending") queueMicrotask(startNext);
    sendIfReady();
  }

  function sendIfReady(): void {
    if (sendWhenReady === undefined || !hasAll()) return;
    const send = sendWhenReady;
    // What may not be sent by now waits to be sent by hand.
    cancelSending();
    send();
  }

  function createEntry(file: File): Entry {
    const [state, setState] = createSignal<UploadState>({ is: "queued", sentBytes: 0 });
    let stripped: Promise<Blob> | undefined;
    const content = () => {
      stripped ??= strip(file);
      return stripped;
    };
    const { name, type } = file;
    const upload = startUpload(ports, code, { name, type, content, seconds: recordingFacts(file)?.seconds }, (next) =>
      changed(entry, next),
    );
    const entry: Entry = { file, preview: preview(file), state, set: setState, upload, isChecked: false, doneAt: 0 };
    return entry;
  }

  /** Returns why a file can't come along, undefined if it can. */
  function problemOf(file: File, limits: FileLimits, addedBytes: number): AttachmentProblem | undefined {
    if (limits.maxFileBytes === 0) return { is: "noFiles" };
    if (file.size > limits.maxFileBytes) return { is: "tooLarge", name: file.name, bytes: limits.maxFileBytes };
    const left = limits.maxBytes - limits.bytes - addedBytes;
    return file.size > left ? { is: "roomIsFull", name: file.name, bytes: Math.max(0, left) } : undefined;
  }

  function cancelSending(): void {
    sendWhenReady = undefined;
    setSendingWhenReady(false);
  }

  function find(attachment: Attachment): Entry | undefined {
    return entries().find((entry) => entry === attachment);
  }

  function drop(entry: Entry): void {
    setEntries(entries().filter((other) => other !== entry));
    entry.upload.cancel();
    revokePreview(entry);
  }

  const warn = (event: BeforeUnloadEvent) => isUploading() && event.preventDefault();
  addEventListener("beforeunload", warn);
  onCleanup(() => {
    isGone = true;
    removeEventListener("beforeunload", warn);
    for (const entry of entries()) drop(entry);
    for (const attachment of sent.values()) revokePreview(attachment);
  });

  createEffect(
    on(
      unconfirmed,
      (ids) => {
        for (const [id, attachment] of sent) {
          if (ids.includes(id)) continue;
          revokePreview(attachment);
          sent.delete(id);
        }
      },
      { defer: true },
    ),
  );

  /** For the composer: what its message takes along. */
  const staged: StagedFiles = {
    count: () => entries().length,
    maySend: () => !entries().some((entry) => is(entry, "failed", "paused")),
    take(sendLater) {
      for (const entry of entries()) {
        const state = entry.state();
        if (state.is !== "done" || (now() - entry.doneAt <= FRESH_MS && !isStale(state.id))) continue;
        entry.upload.reset();
        queue(entry);
      }
      if (!hasAll()) {
        sendWhenReady = sendLater;
        setSendingWhenReady(true);
        return undefined;
      }
      cancelSending();
      const ids = entries().flatMap((entry) => {
        const state = entry.state();
        if (state.is !== "done") return [];
        sent.set(state.id, entry);
        return [state.id];
      });
      setEntries([]);
      setProblems([]);
      return [...ids, ...ids.flatMap(alongside)].slice(0, MAX_FILES_PER_MESSAGE);
    },
    cancelSending,
  };

  return {
    staged,
    list: (): readonly Attachment[] => entries(),
    problems,
    dismissProblems: () => setProblems([]),
    isSendingWhenReady,
    /** Returns a file that this page has sent. */
    sentFile: (id: string): Attachment | undefined => sent.get(id),

    /**
     * Attaches files, so that the next message takes them, and removes those that don't fit before a byte of them is sent:
     * `problems` says why.
     */
    async add(files: readonly File[], hasFolder = false): Promise<void> {
      cancelSending();
      setProblems([]);
      const added = files.slice(0, MAX_FILES_PER_MESSAGE - entries().length).map(createEntry);
      setEntries([...entries(), ...added]);
      const limits = await fetchLimits();
      if (isGone) return;
      const found: AttachmentProblem[] = hasFolder ? [{ is: "folder" }] : [];
      // Of what is attached already, the server counts what has begun.
      let addedBytes = entries()
        .filter((entry) => entry.isChecked && is(entry, "queued"))
        .reduce((sum, { file }) => sum + file.size, 0);
      for (const entry of added.filter(find)) {
        const problem = limits instanceof ApiError ? undefined : problemOf(entry.file, limits, addedBytes);
        if (problem === undefined) addedBytes += entry.file.size;
        else {
          found.push(problem);
          drop(entry);
        }
        entry.isChecked = true;
      }
      if (files.length > added.length) found.push({ is: "tooMany", max: MAX_FILES_PER_MESSAGE });
      // Without one of its files, a message isn't what was to be sent.
      if (found.length > 0) cancelSending();
      const kinds = new Set<string>();
      const isFirst = ({ is: kind }: AttachmentProblem) => {
        const isNew = kind === "tooLarge" || kind === "roomIsFull" || !kinds.has(kind);
        kinds.add(kind);
        return isNew;
      };
      setProblems([...problems(), ...found].filter(isFirst));
      startNext();
    },

    remove(attachment: Attachment): void {
      cancelSending();
      const entry = find(attachment);
      if (entry !== undefined) drop(entry);
      startNext();
    },

    /** Moves it a step towards the beginning (-1) or the end (1). */
    move(attachment: Attachment, step: -1 | 1): void {
      const from = (entries() as readonly Attachment[]).indexOf(attachment);
      const to = from + step;
      const moved = entries()[from];
      if (moved === undefined || to < 0 || to >= entries().length) return;
      setEntries(entries().toSpliced(from, 1).toSpliced(to, 0, moved));
    },

    pause: (attachment: Attachment) => find(attachment)?.upload.pause(),
    /** Goes on after a pause, or tries again after a failure, in its turn. */
    resume(attachment: Attachment): void {
      const entry = find(attachment);
      if (entry !== undefined) queue(entry);
    },
  };
}
