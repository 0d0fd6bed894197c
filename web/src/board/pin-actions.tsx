import { createSignal, For, Show } from "solid-js";
import type { Pin } from "#protocol/frames";
import { canPin } from "#protocol/roles";
import type { Refusal } from "../api/api-error.ts";
import { downloadFile } from "../files/file-address.ts";
import { isShownPicture } from "../files/file-kind.ts";
import { fileTexts } from "../files/file-texts.ts";
import { t } from "../i18n/t.ts";
import { pinMessage } from "../room/room-actions.ts";
import { useRoom } from "../room/room-context.ts";
import { CopyButton } from "../ui/copy-button.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { ProblemLine } from "../ui/problem-line.tsx";

/** Copies the text of a pin, and downloads its pictures; its other files are links that do so themselves. */
export function TakePin(props: { pin: Pin }) {
  const room = useRoom();
  return (
    <>
      <Show when={props.pin.message}>{(text) => <CopyButton text={text()} label={t().copyText} />}</Show>
      <For each={props.pin.files?.filter(isShownPicture)}>
        {(file) => (
          <button type="button" onClick={() => void downloadFile(room, file)}>
            {fileTexts().download(file.name)}
          </button>
        )}
      </For>
    </>
  );
}

/** Copies the text of a pin, or downloads its first file: all there is room for in one line. */
export function TakePinShortly(props: { pin: Pin }) {
  const room = useRoom();
  return (
    <Show
      when={props.pin.message}
      fallback={
        <For each={props.pin.files?.slice(0, 1)}>
          {(file) => (
            <IconButton label={fileTexts().download(file.name)} onClick={() => void downloadFile(room, file)}>
              <DownloadIcon />
            </IconButton>
          )}
        </For>
      }
    >
      {(text) => <CopyButton text={text()} label={t().copyCode} />}
    </Show>
  );
}

function DownloadIcon() {
  return (
    <svg width="18" height="18" viewBox="0 0 20 20" aria-hidden="true" fill="none" stroke="currentColor">
      <path
        d="M10 3v10M5.5 9 10 13.5 14.5 9M4 17h12"
        stroke-width="1.7"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  );
}

/** Takes a pin off the board, where one may. */
export function UnpinButton(props: { pin: Pin }) {
  const room = useRoom();
  const [problem, setProblem] = createSignal<Refusal>();
  const mayUnpin = () => canPin(room.role(), room.state().room?.pinners) || props.pin.userId === room.state().you?.id;
  return (
    <Show when={mayUnpin()}>
      <button
        type="button"
        data-look="quiet"
        onClick={async () => setProblem(await pinMessage(room, props.pin.id, false))}
      >
        {t().unpin}
      </button>
      <ProblemLine problem={problem()} />
    </Show>
  );
}
