import { type JSX, Show } from "solid-js";
import type { FileView } from "#protocol/frames";
import { useRoom } from "../room/room-context.ts";
import { DOWNLOAD_GLYPH, Glyph } from "../ui/icon-button.tsx";
import { createFileAddress, downloadFile } from "./file-address.ts";
import { FileIcon } from "./file-icon.tsx";
import { isHeic, kindOf } from "./file-kind.ts";
import { fileTexts } from "./file-texts.ts";
import { formatBytes } from "./format-bytes.ts";
import { filesIn } from "./room-files.ts";
import "./file-card.css";

/** Returns what people call the type of a file: the ending of its name, else the last part of its type. */
export function typeLabel({ name, type }: Pick<FileView, "name" | "type">): string {
  const [, ending] = /\.(\w{1,5})$/.exec(name) ?? [];
  return (ending ?? type.split("/").at(-1) ?? "").toUpperCase();
}

/** Shows a file with its name, type and size. A click downloads it. */
export function FileCard(props: { file: FileView; isTabStop: boolean }) {
  const { encryption } = filesIn(useRoom());
  return encryption === undefined ? <LinkCard {...props} /> : <encryption.Card {...props} />;
}

function LinkCard(props: { file: FileView; isTabStop: boolean }) {
  const room = useRoom();
  const { address } = createFileAddress(room, props.file);
  return (
    <a
      class="file-card"
      href={address()}
      download={props.file.name}
      title={fileTexts().download(props.file.name)}
      tabindex={props.isTabStop ? 0 : -1}
      onClick={(event) => {
        // By now its ticket may have expired.
        event.preventDefault();
        void downloadFile(room, props.file);
      }}
    >
      <FileCardContent file={props.file} />
    </a>
  );
}

export function FileCardContent(props: { file: FileView; children?: JSX.Element }) {
  return (
    <>
      <FileIcon kind={kindOf(props.file)} />
      <span class="file-card-text">
        <bdi class="file-card-name">{props.file.name}</bdi>
        <span class="file-card-facts">
          <span translate="no">{typeLabel(props.file)}</span> · {formatBytes(props.file.bytes)}
        </span>
        <Show when={isHeic(props.file)}>
          <span class="file-card-facts">{fileTexts().heic}</span>
        </Show>
        {props.children}
      </span>
      <Glyph d={DOWNLOAD_GLYPH} />
    </>
  );
}
