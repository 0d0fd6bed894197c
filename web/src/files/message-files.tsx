import { createMemo, createSignal, For, Show } from "solid-js";
import type { FileView } from "#protocol/frames";
import { useRoom } from "../room/room-context.ts";
import { createLazyComponent } from "../ui/lazy-component.tsx";
import { isVoice } from "../voice/voice-kind.ts";
import { createFileAddress, downloadFile } from "./file-address.ts";
import { FileCard } from "./file-card.tsx";
import { isPlayable, isShownPicture, kindOf } from "./file-kind.ts";
import { fileTexts } from "./file-texts.ts";
import { filesIn } from "./room-files.ts";
import "./message-files.css";

const SoundMessage = createLazyComponent(() => import("../voice/sound-message.tsx"), "SoundMessage");

/**
 * Shows the files of a message: pictures by themselves, films and sound with what plays them, all else by name.
 * @param props.isTabStop whether Tab leads from the message to its files
 */
export function MessageFiles(props: { files: readonly FileView[]; isTabStop: boolean }) {
  const { isReady } = filesIn(useRoom());
  return (
    <Show when={isReady()} fallback={<div class="message-files-loading" />}>
      <ReadyFiles {...props} />
    </Show>
  );
}

function ReadyFiles(props: { files: readonly FileView[]; isTabStop: boolean }) {
  const pictures = createMemo(() => props.files.filter(isShownPicture));
  const others = createMemo(() => props.files.filter((file) => !isShownPicture(file)));
  return (
    <div class="message-files">
      <Show when={pictures().length > 0}>
        <div class="message-pictures" data-several={pictures().length > 1 ? "" : undefined}>
          <For each={pictures()}>{(file) => <Picture file={file} isTabStop={props.isTabStop} />}</For>
        </div>
      </Show>
      <For each={others()}>
        {(file) => (
          <>
            <Show when={isPlayable(file)}>
              <Player file={file} isTabStop={props.isTabStop} />
            </Show>
            <Show when={!isVoice(file) || !isPlayable(file)}>
              <FileCard file={file} isTabStop={props.isTabStop} />
            </Show>
          </>
        )}
      </For>
    </div>
  );
}

/** Its size is known before it is loaded, so that nothing moves when it is. A click opens it in the viewer. */
function Picture(props: { file: FileView & { width: number; height: number }; isTabStop: boolean }) {
  const room = useRoom();
  const files = filesIn(room);
  const preview = files.encryption?.previewOf(props.file) ?? props.file;
  const { address, isBroken, renew, loaded } = createFileAddress(room, preview);
  return (
    <Show when={!isBroken()} fallback={<FileCard file={props.file} isTabStop={props.isTabStop} />}>
      <button
        class="message-picture"
        type="button"
        aria-haspopup="dialog"
        title={props.file.name}
        tabindex={props.isTabStop ? 0 : -1}
        style={{ "--width": `${props.file.width}px`, "--ratio": props.file.width / props.file.height }}
        onClick={() => files.view({ id: props.file.id, among: files.pictures() })}
      >
        <img
          src={address()}
          alt={props.file.name}
          width={props.file.width}
          height={props.file.height}
          loading="lazy"
          decoding="async"
          onError={() => address() !== undefined && renew()}
          onLoad={loaded}
        />
      </button>
    </Show>
  );
}

function Player(props: { file: FileView; isTabStop: boolean }) {
  const room = useRoom();
  return (
    <Show when={kindOf(props.file) === "sound"} fallback={<Film file={props.file} isTabStop={props.isTabStop} />}>
      <div class="message-sound">
        <SoundMessage
          file={props.file}
          find={filesIn(room).addresses.find}
          readEnd={filesIn(room).encryption?.readEnd}
          isTabStop={props.isTabStop}
          download={{
            label: fileTexts().download(props.file.name),
            run: () => void downloadFile(room, props.file),
          }}
        />
      </div>
    </Show>
  );
}

function Film(props: { file: FileView; isTabStop: boolean }) {
  const { encryption } = filesIn(useRoom());
  const [isWanted, setWanted] = createSignal(false);
  return (
    <Show
      when={!isWanted() && encryption?.isHeavy(props.file) && encryption}
      fallback={<FilmPlayer file={props.file} isTabStop={props.isTabStop} />}
    >
      {(encryption) => {
        const { HeavyFilm } = encryption();
        return <HeavyFilm file={props.file} isTabStop={props.isTabStop} play={() => setWanted(true)} />;
      }}
    </Show>
  );
}

function FilmPlayer(props: { file: FileView; isTabStop: boolean }) {
  const room = useRoom();
  const { address, isBroken, renew, loaded } = createFileAddress(room, props.file);
  /** A ticket that expires in the middle of a film must not send its reader back to the beginning. */
  async function onError({ currentTarget: player }: { currentTarget: HTMLMediaElement }): Promise<void> {
    if (address() === undefined) return;
    const { currentTime, paused } = player;
    await renew();
    if (isBroken()) return;
    player.currentTime = currentTime;
    // The browser stops what it loads anew. It may also refuse to play it without a click.
    if (!paused) await player.play().catch(() => {});
  }
  return (
    <Show when={!isBroken()}>
      {/* biome-ignore lint/a11y/useMediaCaption: nobody wrote captions for what people send */}
      <video
        class="message-video"
        src={address()}
        controls
        preload="metadata"
        playsinline
        tabindex={props.isTabStop ? 0 : -1}
        aria-label={props.file.name}
        onError={onError}
        onLoadedMetadata={loaded}
      />
    </Show>
  );
}
