import { createMemo, For, Show } from "solid-js";
import { useRoom } from "../room/room-context.ts";
import { createLazyComponent } from "../ui/lazy-component.tsx";
import { recordingFacts } from "../voice/recordings.ts";
import { FileIcon } from "./file-icon.tsx";
import { kindOf } from "./file-kind.ts";
import { fileTexts } from "./file-texts.ts";
import { filesIn } from "./room-files.ts";
import "./message-files.css";
import "./file-card.css";

const RecordedSound = createLazyComponent(() => import("../voice/sound-message.tsx"), "RecordedSound");

/** Shows the files of a message that the server hasn't confirmed; after a reload, only how many there are. */
export function UnsentFiles(props: { ids: readonly string[] }) {
  const files = filesIn(useRoom());
  const known = createMemo(() => props.ids.flatMap((id) => files.attachments()?.sentFile(id) ?? []));
  return (
    <div class="message-files">
      <For each={known()} fallback={<p class="message-status">{fileTexts().fileCount(props.ids.length)}</p>}>
        {({ file, preview }) => (
          <Show
            when={recordingFacts(file) === undefined}
            fallback={<RecordedSound file={file} find={files.addresses.find} />}
          >
            <span class="file-card">
              <Show when={preview} fallback={<FileIcon kind={kindOf(file)} />}>
                {(address) => <img class="attachment-picture" src={address()} alt="" />}
              </Show>
              <bdi class="file-card-name">{file.name}</bdi>
            </span>
          </Show>
        )}
      </For>
    </div>
  );
}
