import { createEffect, createMemo, createSignal, For, on, onCleanup, Show } from "solid-js";
import type { FileView } from "#protocol/frames";
import { ApiError } from "../api/api-error.ts";
import { useRoom } from "../room/room-context.ts";
import { Dialog } from "../ui/dialog.tsx";
import { ProblemLine } from "../ui/problem-line.tsx";
import { createFileAddress, saveAs } from "./file-address.ts";
import { FileCard } from "./file-card.tsx";
import { FileIcon } from "./file-icon.tsx";
import { type FileKind, isShownPicture, kindOf } from "./file-kind.ts";
import { type FileList, fetchFiles, type ListedFile } from "./file-requests.ts";
import { fileTexts } from "./file-texts.ts";
import { formatBytes, formatShare } from "./format-bytes.ts";
import { filesIn } from "./room-files.ts";
import "./files-dialog.css";

const KINDS = ["all", "picture", "video", "sound", "other"] as const;
const LAYOUT_KEY = "filesLayout";

/** Shows all files of the room, the newest first, how much room they take, and saves them as one zip. */
export function FilesDialog(props: { close: () => void }) {
  const room = useRoom();
  const [list, setList] = createSignal<FileList>();
  const [problem, setProblem] = createSignal<ApiError | string>();
  const [kind, setKind] = createSignal<"all" | FileKind>("all");
  const [isGrid, setGrid] = createSignal(room.browserStore.get(LAYOUT_KEY) !== "list");
  const [packed, setPacked] = createSignal<number>();
  const stop = new AbortController();
  onCleanup(() => stop.abort());

  const files = filesIn(room);
  const newestFirst = createMemo(() => (list()?.files ?? []).filter((file) => !files.isDeleted(file)).reverse());
  const bytesOf = (some: readonly FileView[]) => some.reduce((sum, { bytes }) => sum + bytes, 0);
  const usedBytes = () => (list()?.bytes ?? 0) - bytesOf(list()?.files ?? []) + bytesOf(newestFirst());
  const shown = createMemo(() => newestFirst().filter((file) => kind() === "all" || kindOf(file) === kind()));
  const kinds = () => KINDS.filter((one) => one === "all" || newestFirst().some((file) => kindOf(file) === one));

  async function load(): Promise<void> {
    const [answer] = await Promise.all([fetchFiles(room), files.whenReady()]);
    if (answer instanceof ApiError) return void setProblem(answer);
    setProblem(undefined);
    const listed = files.encryption?.list(answer.files, (files) => setList({ ...answer, files })) ?? answer.files;
    setList({ ...answer, files: listed });
  }
  // What was deleted while the page was away isn't always told.
  createEffect(on(room.isOpen, (isOpen, before) => (isOpen || before === undefined) && void load()));

  function choose(grid: boolean): void {
    setGrid(grid);
    room.browserStore.set(LAYOUT_KEY, grid ? "grid" : "list");
  }

  async function downloadAll(): Promise<void> {
    setProblem(undefined);
    setPacked(0);
    try {
      const { chooseSink, zipStream } = await import("./pack-files.ts");
      const sink = await chooseSink(`${room.code}.zip`, saveAs);
      const ports = {
        fetch: async (url: string, signal: AbortSignal) =>
          files.encryption?.stream(url, signal) ?? fetch(await files.addresses.find(url), { signal }),
        onProgress: setPacked,
      };
      await sink.write(zipStream(shown(), ports, stop.signal));
    } catch (error) {
      // Whoever closes the browser's dialog wants nothing saved.
      if (!(error instanceof DOMException && error.name === "AbortError")) setProblem(fileTexts().packingFailed);
    }
    setPacked(undefined);
  }

  return (
    <Dialog title={fileTexts().files} close={props.close} isWide>
      <div class="files">
        <Show when={list()}>
          {(list) => (
            <>
              <p class="files-usage">
                <meter min="0" max={list().maxBytes} value={usedBytes()} aria-label={fileTexts().files} />
                {fileTexts().used(formatBytes(usedBytes()), formatBytes(list().maxBytes))}
              </p>
              <Show when={newestFirst().length > 0} fallback={<p>{fileTexts().empty}</p>}>
                <div class="files-tools">
                  <fieldset class="files-kinds" aria-label={fileTexts().files}>
                    <For each={kinds()}>
                      {(one) => (
                        <button type="button" aria-pressed={kind() === one} onClick={() => setKind(one)}>
                          {fileTexts().kinds[one]}
                        </button>
                      )}
                    </For>
                  </fieldset>
                  <fieldset class="files-kinds" aria-label={`${fileTexts().grid} / ${fileTexts().list}`}>
                    <button type="button" aria-pressed={isGrid()} onClick={() => choose(true)}>
                      {fileTexts().grid}
                    </button>
                    <button type="button" aria-pressed={!isGrid()} onClick={() => choose(false)}>
                      {fileTexts().list}
                    </button>
                  </fieldset>
                </div>
                <ul class="files-list" data-grid={isGrid() ? "" : undefined}>
                  <For each={shown()}>
                    {(file) => (
                      <li>
                        <Show when={isGrid()} fallback={<FileCard file={file} isTabStop />}>
                          <FileTile file={file} among={shown().filter(isShownPicture)} />
                        </Show>
                      </li>
                    )}
                  </For>
                </ul>
                <div class="dialog-buttons">
                  <button type="button" data-look="primary" disabled={packed() !== undefined} onClick={downloadAll}>
                    <Show when={packed() !== undefined} fallback={fileTexts().downloadAll}>
                      {fileTexts().packing(formatShare((packed() ?? 0) / Math.max(1, bytesOf(shown()))))}
                    </Show>
                  </button>
                </div>
              </Show>
            </>
          )}
        </Show>
        <ProblemLine problem={problem()} />
      </div>
    </Dialog>
  );
}

/** Shows a picture as a tile that opens the viewer, and any other file by its name, which downloads it. */
function FileTile(props: { file: ListedFile; among: readonly ListedFile[] }) {
  const room = useRoom();
  const preview = filesIn(room).encryption?.previewOf(props.file) ?? props.file;
  const { address, isBroken, renew, loaded } = createFileAddress(room, preview);
  return (
    <Show when={isShownPicture(props.file) && !isBroken()} fallback={<FileCard file={props.file} isTabStop />}>
      <button
        class="files-tile"
        type="button"
        aria-haspopup="dialog"
        title={props.file.name}
        onClick={() => filesIn(room).view({ id: props.file.id, among: props.among })}
      >
        <Show when={address()} fallback={<FileIcon kind="picture" />}>
          {(source) => (
            <img src={source()} alt={props.file.name} loading="lazy" decoding="async" onError={renew} onLoad={loaded} />
          )}
        </Show>
      </button>
    </Show>
  );
}
