import { createSignal, getOwner, onCleanup, runWithOwner, Show } from "solid-js";
import { isTouch } from "../browser/touch.ts";
import { hasFiles, hasOnlyFiles } from "../browser/transferred-files.ts";
import { useRoom } from "../room/room-context.ts";
import { createExpectedFiles } from "../sync/staged-files.ts";
import { createLazyComponent } from "../ui/lazy-component.tsx";
import { LifeButton } from "../vanishing/life-button.tsx";
import { openLifeMenu } from "../vanishing/life-choice.ts";
import { VoiceButton } from "../voice/voice-button.tsx";
import { attachTexts } from "./file-summary-texts.ts";
import { filesIn } from "./room-files.ts";
import "./attach-button.css";

const AttachMenu = createLazyComponent(() => import("./attach-menu.tsx"), "AttachMenu");
const PictureViewer = createLazyComponent(() => import("./picture-viewer.tsx"), "PictureViewer");

/** While files are dragged over the page, browsers report it more often than this. */
const DRAG_ENDED_MS = 600;

/**
 * Takes files into the message: by a button, pasted anywhere, or dropped on the window. On a touch screen the button also
 * offers the camera. Shows the picture viewer, too, which all parts of a room open, and the button for voice messages.
 * @param props.isBlocked while nothing may be written
 */
export function AttachButton(props: { isBlocked: boolean; focusField: () => void }) {
  const room = useRoom();
  const files = filesIn(room);
  const [isDragging, setDragging] = createSignal(false);
  const [isMenuOpen, setMenuOpen] = createSignal(false);
  let button!: HTMLButtonElement;
  let picker!: HTMLInputElement;
  let camera!: HTMLInputElement;
  let dragTimer = 0;
  let isGone = false;
  const owner = getOwner();

  async function add(added: readonly File[], hasFolder = false): Promise<void> {
    if (added.length === 0 && !hasFolder) return;
    const expected = createExpectedFiles();
    if (files.attachments() === undefined) room.setStagedFiles(expected);
    const { createAttachmentsIn } = await import("./attachments-in-room.ts").catch((error) => {
      room.setStagedFiles(undefined);
      throw error;
    });
    await files.whenReady();
    if (isGone) return;
    const attachments = files.attachments() ?? runWithOwner(owner, () => createAttachmentsIn(room));
    const adding = attachments?.add(added, hasFolder);
    // A folder is refused: without it, a message isn't what was to be sent.
    if (!hasFolder) expected.sendHeld();
    await adding;
    if (!isTouch()) props.focusField();
  }

  function pick({ currentTarget: input }: { currentTarget: HTMLInputElement }): void {
    const picked = [...(input.files ?? [])];
    // Else the same file can't be picked again.
    input.value = "";
    void add(picked);
  }

  function endDrag(): void {
    clearTimeout(dragTimer);
    setDragging(false);
  }

  function onDrag(event: DragEvent): void {
    const { dataTransfer, type } = event;
    if (dataTransfer === null || !hasFiles(dataTransfer) || props.isBlocked) return;
    event.preventDefault();
    if (type === "dragover") {
      dataTransfer.dropEffect = "copy";
      clearTimeout(dragTimer);
      dragTimer = window.setTimeout(endDrag, DRAG_ENDED_MS);
      setDragging(true);
      return;
    }
    endDrag();
    const entries = [...dataTransfer.items].map((item) => ({
      entry: item.webkitGetAsEntry?.(),
      file: item.getAsFile(),
    }));
    const dropped = entries.flatMap(({ entry, file }) => (file !== null && !entry?.isDirectory ? file : []));
    void add(
      dropped,
      entries.some(({ entry }) => entry?.isDirectory),
    );
  }

  function onPaste(event: ClipboardEvent): void {
    const { clipboardData } = event;
    if (clipboardData === null || !hasOnlyFiles(clipboardData) || props.isBlocked) return;
    event.preventDefault();
    void add([...clipboardData.files]);
  }

  const findLimits = async () => (await import("./attachments-in-room.ts")).findFileLimits(room);

  const stop = new AbortController();
  document.addEventListener("dragover", onDrag, { signal: stop.signal });
  document.addEventListener("drop", onDrag, { signal: stop.signal });
  document.addEventListener("paste", onPaste, { signal: stop.signal });
  onCleanup(() => {
    isGone = true;
    room.setStagedFiles(undefined);
    stop.abort();
    clearTimeout(dragTimer);
  });

  return (
    <>
      <LifeButton isBlocked={props.isBlocked} />
      <VoiceButton isBlocked={props.isBlocked} findLimits={findLimits} add={(file) => add([file])} />
      <button
        ref={button}
        class="composer-attach"
        type="button"
        data-look="quiet"
        aria-label={attachTexts().attach}
        aria-haspopup={isTouch() ? "dialog" : undefined}
        title={attachTexts().attach}
        disabled={props.isBlocked}
        onClick={() => (isTouch() ? setMenuOpen(true) : picker.click())}
      >
        <svg width="22" height="22" viewBox="0 0 22 22" aria-hidden="true" fill="none" stroke="currentColor">
          <path
            d="m18.5 10-7.6 7.6a4.6 4.6 0 0 1-6.5-6.5l7.9-7.9a3.1 3.1 0 0 1 4.4 4.4l-7.8 7.8a1.6 1.6 0 0 1-2.2-2.2l7.1-7.1"
            stroke-width="1.7"
            stroke-linecap="round"
            stroke-linejoin="round"
          />
        </svg>
      </button>
      <input ref={picker} type="file" multiple hidden onChange={pick} />
      <input ref={camera} type="file" accept="image/*" capture="environment" hidden onChange={pick} />
      <Show when={isMenuOpen()}>
        <AttachMenu
          anchor={button}
          chooseFiles={() => picker.click()}
          takePhoto={() => camera.click()}
          chooseLife={() => openLifeMenu(room, button)}
          close={() => setMenuOpen(false)}
        />
      </Show>
      <Show when={isDragging()}>
        <div class="drop-overlay">
          <p>{attachTexts().dropHere}</p>
        </div>
      </Show>
      <Show when={files.viewed()}>{(viewed) => <PictureViewer viewed={viewed()} />}</Show>
    </>
  );
}
