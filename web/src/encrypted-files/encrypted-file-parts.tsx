// What files of encrypted rooms look like where that is otherwise than in other rooms.
import { Match, Show, Switch } from "solid-js";
import type { FileView } from "#protocol/frames";
import { FileCardContent } from "../files/file-card.tsx";
import { fileTexts } from "../files/file-texts.ts";
import { formatBytes, formatShare } from "../files/format-bytes.ts";
import { filesIn } from "../files/room-files.ts";
import { encryptedFileTexts } from "../i18n/parts/encrypted-file-texts.ts";
import { useRoom } from "../room/room-context.ts";
import { MAX_WHOLE_BYTES } from "./decrypted-files.ts";
import "./encrypted-file-parts.css";

/** Says why a file can't be shown, or how much of it has been read. */
export function FileNote(props: { url: string }) {
  const files = filesIn(useRoom());
  const trouble = () => files.encryption?.troubleOf(props.url);
  const share = () => files.encryption?.progressOf(props.url);
  const text = () => {
    const [is, texts] = [trouble(), encryptedFileTexts()];
    return is === "tooLarge" ? texts.tooLarge(formatBytes(MAX_WHOLE_BYTES)) : is && texts[is];
  };
  return (
    <Switch>
      <Match when={text()}>
        {(text) => (
          <span class="file-card-facts encrypted-file-trouble" role="alert">
            {text()}
          </span>
        )}
      </Match>
      <Match when={share() !== undefined}>
        <span class="file-card-facts">{encryptedFileTexts().decrypting(formatShare(share() ?? 0))}</span>
      </Match>
    </Switch>
  );
}

/** Shows a file with its name, type and size. A click decrypts and saves it: until then there is nothing to link to. */
export function EncryptedFileCard(props: { file: FileView; isTabStop: boolean }) {
  const files = filesIn(useRoom());
  return (
    <button
      class="file-card"
      type="button"
      title={fileTexts().download(props.file.name)}
      tabindex={props.isTabStop ? 0 : -1}
      disabled={files.encryption?.progressOf(props.file.url) !== undefined}
      onClick={() => void files.encryption?.save(props.file)}
    >
      <FileCardContent file={props.file}>
        <FileNote url={props.file.url} />
      </FileCardContent>
    </button>
  );
}

/** Stands for a film that must be read as a whole before it plays. */
export function HeavyFilm(props: { file: FileView; isTabStop: boolean; play: () => void }) {
  return (
    <Show when={props.file.bytes <= MAX_WHOLE_BYTES}>
      <div class="message-video encrypted-film">
        <button type="button" tabindex={props.isTabStop ? 0 : -1} onClick={() => props.play()}>
          <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true" fill="currentColor">
            <path d="m6.5 3.5 10 6.5-10 6.5z" />
          </svg>
          {encryptedFileTexts().playAfterDownload(formatBytes(props.file.bytes))}
        </button>
      </div>
    </Show>
  );
}
