import { createSignal, For, Show } from "solid-js";
import type { Pin } from "#protocol/frames";
import { canPin } from "#protocol/roles";
import type { Refusal } from "../api/api-error.ts";
import { downloadFile } from "../files/file-address.ts";
import { fileTexts } from "../files/file-texts.ts";
import { boardTexts } from "../i18n/parts/board-texts.ts";
import { t } from "../i18n/t.ts";
import { pinMessage } from "../room/room-actions.ts";
import { useRoom } from "../room/room-context.ts";
import { CopyButton } from "../ui/copy-button.tsx";
import { ProblemLine } from "../ui/problem-line.tsx";

/** Copies the text of a pin, or downloads its files. */
export function TakePin(props: { pin: Pin }) {
  const room = useRoom();
  return (
    <>
      <Show when={props.pin.message}>{(text) => <CopyButton text={text()} label={t().copyText} />}</Show>
      <For each={props.pin.files}>
        {(file) => (
          <button type="button" class="pin-download" onClick={() => void downloadFile(room, file)}>
            {fileTexts().download(file.name)}
          </button>
        )}
      </For>
    </>
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
        {boardTexts().unpin}
      </button>
      <ProblemLine problem={problem()} />
    </Show>
  );
}
