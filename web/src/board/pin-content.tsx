import { For, Show } from "solid-js";
import type { FileView, Pin } from "#protocol/frames";
import { createFileAddress } from "../files/file-address.ts";
import { FileCard } from "../files/file-card.tsx";
import { isShownPicture } from "../files/file-kind.ts";
import { filesIn } from "../files/room-files.ts";
import { formatTime } from "../i18n/time-texts.ts";
import { MessageText } from "../message/message-text.tsx";
import { useRoom } from "../room/room-context.ts";
import "./pin-content.css";

/** Shows the whole text and the files of a pin, and who said it when. */
export function PinContent(props: { pin: Pin }) {
  return (
    <>
      <Show when={props.pin.message}>{(text) => <MessageText text={text()} />}</Show>
      <For each={filesIn(useRoom()).isReady() ? props.pin.files : []}>
        {(file) => (isShownPicture(file) ? <PinnedPicture file={file} /> : <FileCard file={file} isTabStop />)}
      </For>
      <p class="pin-author">
        <bdi>{props.pin.user}</bdi> · <time datetime={props.pin.timestamp}>{formatTime(props.pin.timestamp)}</time>
      </p>
    </>
  );
}

function PinnedPicture(props: { file: FileView & { width: number; height: number } }) {
  const room = useRoom();
  const preview = filesIn(room).encryption?.previewOf(props.file) ?? props.file;
  const { address, isBroken, renew, loaded } = createFileAddress(room, preview);
  return (
    <Show when={!isBroken()} fallback={<FileCard file={props.file} isTabStop />}>
      <img
        class="pin-picture"
        src={address()}
        alt={props.file.name}
        width={props.file.width}
        height={props.file.height}
        decoding="async"
        onError={() => address() !== undefined && renew()}
        onLoad={loaded}
      />
    </Show>
  );
}
