import { createEffect, createMemo, createSignal, on, Show } from "solid-js";
import type { FileView } from "#protocol/frames";
import { t } from "../i18n/t.ts";
import { formatNumber } from "../i18n/time-texts.ts";
import { useRoom } from "../room/room-context.ts";
import { CloseButton } from "../ui/close-button.tsx";
import { DOWNLOAD_GLYPH, Glyph, IconButton } from "../ui/icon-button.tsx";
import { createModal } from "../ui/modal.ts";
import { createFileAddress, downloadFile } from "./file-address.ts";
import { fileTexts } from "./file-texts.ts";
import { createPictureZoom } from "./picture-zoom.ts";
import { filesIn, type ViewedPicture } from "./room-files.ts";
import "./picture-viewer.css";

/**
 * Shows one picture in the whole window, and by arrow keys, buttons or a swipe those before and after it. It is zoomed by
 * keys, buttons, the wheel, two fingers or a double click.
 */
export function PictureViewer(props: { viewed: ViewedPicture }) {
  const files = filesIn(useRoom());
  const room = useRoom();
  const isViewed = ({ id }: FileView) => id === props.viewed.id;
  /** Those that were deleted meanwhile are left out, but for the one that is in view: in its place, the viewer says so. */
  const pictures = createMemo(() => props.viewed.among.filter((file) => isViewed(file) || !files.isDeleted(file)));
  const place = createMemo(() => pictures().findIndex(isViewed));
  const file = createMemo(() => {
    const viewed = props.viewed.among.find(isViewed);
    return viewed !== undefined && !files.isDeleted(viewed) ? viewed : undefined;
  });
  let dialog!: HTMLDialogElement;
  const leave = createModal(
    () => dialog,
    () => files.view(undefined),
  );

  function step(by: number): void {
    const next = pictures()[place() + by];
    if (next !== undefined) files.view({ ...props.viewed, id: next.id });
  }
  const isRtl = () => getComputedStyle(dialog).direction === "rtl";
  const zoom = createPictureZoom({
    swipe: (direction) => step(isRtl() ? -direction : direction),
    dismiss: () => leave(),
  });
  createEffect(on(() => props.viewed.id, zoom.reset));
  // The button that had the focus may be gone: keys must reach the viewer all the same.
  createEffect(
    on(
      [pictures, place, file],
      () => dialog.contains(document.activeElement) || dialog.querySelector("button")?.focus(),
      { defer: true },
    ),
  );

  function onKeyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const forward = isRtl() ? -1 : 1;
    const actions: Record<string, () => void> = {
      ArrowRight: () => step(forward),
      ArrowLeft: () => step(-forward),
      "+": zoom.in,
      "=": zoom.in,
      "-": zoom.out,
      "0": zoom.reset,
    };
    const action = actions[event.key];
    if (action === undefined) return;
    event.preventDefault();
    action();
  }

  return (
    <dialog ref={dialog} class="picture-viewer" aria-label={fileTexts().viewer} onKeyDown={onKeyDown}>
      <header class="picture-viewer-head">
        <p class="picture-viewer-name" aria-live="polite">
          <Show when={file()} fallback={<span class="visually-hidden">{t().messageDeleted}</span>}>
            {(file) => <bdi>{file().name}</bdi>}
          </Show>{" "}
          <Show when={pictures().length > 1}>
            <small>{fileTexts().position(formatNumber(place() + 1), formatNumber(pictures().length))}</small>
          </Show>
        </p>
        <Show when={file()}>
          {(file) => (
            <>
              <IconButton look="quiet" label={fileTexts().zoomOut} onClick={zoom.out}>
                <Glyph d="M5 10h10" />
              </IconButton>
              <IconButton look="quiet" label={fileTexts().zoomIn} onClick={zoom.in}>
                <Glyph d="M5 10h10M10 5v10" />
              </IconButton>
              <IconButton
                look="quiet"
                label={fileTexts().download(file().name)}
                onClick={() => void downloadFile(room, file())}
              >
                <Glyph d={DOWNLOAD_GLYPH} />
              </IconButton>
            </>
          )}
        </Show>
        <CloseButton onClick={leave} />
      </header>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: whatever a pointer does here, keys and buttons do, too */}
      <div
        class="picture-viewer-stage"
        onPointerDown={zoom.onPointerDown}
        onPointerMove={zoom.onPointerMove}
        onPointerUp={zoom.onPointerUp}
        onPointerCancel={zoom.onPointerUp}
        onDblClick={zoom.onDblClick}
        on:wheel={{ handleEvent: zoom.onWheel, passive: false }}
      >
        <Show when={file()} keyed fallback={<p aria-hidden="true">{t().messageDeleted}</p>}>
          {(file) => <ViewedImage file={file} style={zoom.style()} />}
        </Show>
      </div>
      <Show when={place() > 0}>
        <div class="picture-viewer-previous">
          <IconButton label={fileTexts().previous} onClick={() => step(-1)}>
            <Glyph d="m12.5 4-6 6 6 6" />
          </IconButton>
        </div>
      </Show>
      <Show when={place() < pictures().length - 1}>
        <div class="picture-viewer-next">
          <IconButton label={fileTexts().next} onClick={() => step(1)}>
            <Glyph d="m7.5 4 6 6-6 6" />
          </IconButton>
        </div>
      </Show>
    </dialog>
  );
}

function ViewedImage(props: { file: FileView; style: Record<string, string> }) {
  const { encryption } = filesIn(useRoom());
  const { address, isBroken, renew, loaded } = createFileAddress(useRoom(), props.file);
  const [isLoaded, setLoaded] = createSignal(false);
  return (
    <Show
      when={!isBroken()}
      fallback={
        <p>
          {encryption?.troubleOf(props.file.url) === undefined ? (
            t().refusals.not_found
          ) : (
            <encryption.Note url={props.file.url} />
          )}
        </p>
      }
    >
      <img
        src={address()}
        alt={props.file.name}
        width={props.file.width}
        height={props.file.height}
        draggable={false}
        data-loaded={isLoaded() ? "" : undefined}
        style={props.style}
        onError={() => address() !== undefined && renew()}
        onLoad={() => {
          setLoaded(true);
          loaded();
        }}
      />
    </Show>
  );
}
