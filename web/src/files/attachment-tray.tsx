import { createMemo, For, Match, Show, Switch } from "solid-js";
import { refusalText } from "../i18n/refusal-texts.ts";
import { formatNumber } from "../i18n/time-texts.ts";
import { useRoom } from "../room/room-context.ts";
import { CloseButton } from "../ui/close-button.tsx";
import { Glyph, IconButton } from "../ui/icon-button.tsx";
import { createLazyComponent } from "../ui/lazy-component.tsx";
import { recordingFacts } from "../voice/recordings.ts";
import type { Attachment, AttachmentProblem } from "./attachments.ts";
import { FileIcon } from "./file-icon.tsx";
import { isHeic, kindOf } from "./file-kind.ts";
import { fileTexts } from "./file-texts.ts";
import { formatBytes, formatShare } from "./format-bytes.ts";
import { filesIn } from "./room-files.ts";
import { UNREADABLE } from "./upload.ts";
import "./attachment-tray.css";

const RecordedSound = createLazyComponent(() => import("../voice/sound-message.tsx"), "RecordedSound");

function problemText(problem: AttachmentProblem): string {
  const texts = fileTexts();
  switch (problem.is) {
    case "tooLarge":
      return texts.tooLarge(formatBytes(problem.bytes));
    case "roomIsFull":
      return texts.roomIsFull(formatBytes(problem.bytes));
    case "tooMany":
      return texts.tooMany(formatNumber(problem.max));
    default:
      return texts[problem.is];
  }
}

/** Shows the files that wait to be sent, above the text of the message: how far each is, and why others can't be sent. */
export function AttachmentTray(props: { focusField: () => void }) {
  const room = useRoom();
  const attachments = () => filesIn(room).attachments();
  const list = createMemo(() => attachments()?.list() ?? []);
  return (
    <Show when={list().length > 0 || attachments()?.problems().length}>
      <div class="attachments">
        <ul class="attachments-list" aria-label={fileTexts().staged}>
          <For each={list()}>
            {(attachment, index) => (
              <AttachmentRow
                attachment={attachment}
                place={index()}
                count={list().length}
                focusField={props.focusField}
              />
            )}
          </For>
        </ul>
        <Show when={attachments()?.problems().length}>
          <div class="attachments-problems">
            <div role="alert">
              <For each={attachments()?.problems()}>
                {(problem) => (
                  <p class="problem">
                    <Show when={"name" in problem && problem.name}>{(name) => <bdi>{name()}: </bdi>}</Show>
                    {problemText(problem)}
                  </p>
                )}
              </For>
            </div>
            <CloseButton onClick={() => attachments()?.dismissProblems()} />
          </div>
        </Show>
        <p class="attachments-note" role="status">
          {attachments()?.isSendingWhenReady() && fileTexts().sendsWhenReady}
        </p>
      </div>
    </Show>
  );
}

function AttachmentRow(props: { attachment: Attachment; place: number; count: number; focusField: () => void }) {
  const room = useRoom();
  const attachments = () => filesIn(room).attachments();
  const file = () => props.attachment.file;
  const name = () => file().name;
  const isRecorded = recordingFacts(props.attachment.file) !== undefined;
  const state = createMemo(() => props.attachment.state());
  const sentBytes = () => {
    const now = state();
    return "sentBytes" in now ? now.sentBytes : 0;
  };
  const share = () => Math.min(1, file().size === 0 ? 1 : sentBytes() / file().size);
  const isUnderWay = () => ["queued", "sending", "waiting"].includes(state().is);
  let row!: HTMLLIElement;

  function remove(): void {
    // The focus goes to the next file, or back to the text.
    const next = row.nextElementSibling ?? row.previousElementSibling;
    attachments()?.remove(props.attachment);
    const button = next?.querySelector<HTMLElement>(".attachment-remove button");
    if (button instanceof HTMLElement) button.focus();
    else props.focusField();
  }

  function move(step: -1 | 1, button: HTMLElement): void {
    attachments()?.move(props.attachment, step);
    // Moving an element takes the focus from it, and at the end there is no further step.
    button.focus();
    if (document.activeElement !== button) row.querySelector<HTMLElement>(".attachment-moves button:enabled")?.focus();
  }

  const stateText = () => {
    const now = state();
    const texts = fileTexts();
    switch (now.is) {
      case "done":
        return texts.ready;
      case "sending":
        return formatShare(share());
      case "failed":
        return now.refusal === UNREADABLE ? texts.unreadable : refusalText(now.refusal);
      default:
        return texts[now.is];
    }
  };

  return (
    <li ref={row} class="attachment" data-state={state().is}>
      <Show when={!isRecorded}>
        <Show when={props.attachment.preview} fallback={<FileIcon kind={kindOf(file())} />}>
          {(address) => <img class="attachment-picture" src={address()} alt="" decoding="async" />}
        </Show>
      </Show>
      <div class="attachment-text">
        <Show when={isRecorded} fallback={<bdi class="attachment-name">{name()}</bdi>}>
          <RecordedSound file={file()} find={filesIn(room).addresses.find} />
        </Show>
        <span class="attachment-facts">
          {formatBytes(file().size)} · <span role={state().is === "failed" ? "alert" : undefined}>{stateText()}</span>
        </span>
        <Show when={isHeic(file())}>
          <span class="attachment-facts">{fileTexts().heicAttached}</span>
        </Show>
        <Show when={isUnderWay() || state().is === "paused"}>
          <progress aria-label={fileTexts().progressOf(name())} value={share()} max="1" />
        </Show>
      </div>
      <Show when={props.count > 1}>
        <span class="attachment-moves">
          <IconButton
            look="quiet"
            label={fileTexts().moveEarlier(name())}
            isDisabled={props.place === 0}
            onClick={(event) => move(-1, event.currentTarget)}
          >
            <Arrow up />
          </IconButton>
          <IconButton
            look="quiet"
            label={fileTexts().moveLater(name())}
            isDisabled={props.place === props.count - 1}
            onClick={(event) => move(1, event.currentTarget)}
          >
            <Arrow />
          </IconButton>
        </span>
      </Show>
      <Switch>
        <Match when={isUnderWay()}>
          <IconButton
            look="quiet"
            label={fileTexts().pause(name())}
            onClick={() => attachments()?.pause(props.attachment)}
          >
            <Glyph d="M7 5v10M13 5v10" />
          </IconButton>
        </Match>
        <Match when={state().is === "paused"}>
          <IconButton
            look="quiet"
            label={fileTexts().resume(name())}
            onClick={() => attachments()?.resume(props.attachment)}
          >
            <Glyph d="m7 5 8 5-8 5z" />
          </IconButton>
        </Match>
        <Match when={state().is === "failed"}>
          <IconButton
            look="quiet"
            label={fileTexts().retry(name())}
            onClick={() => attachments()?.resume(props.attachment)}
          >
            <Glyph d="M15.5 8A6 6 0 1 0 16 10.5M16 4v4h-4" />
          </IconButton>
        </Match>
      </Switch>
      <span class="attachment-remove">
        <IconButton look="quiet" label={fileTexts().remove(name())} onClick={remove}>
          ✕
        </IconButton>
      </span>
    </li>
  );
}

const Arrow = (props: { up?: boolean }) => <Glyph d={props.up ? "m5 12 5-5 5 5" : "m5 8 5 5 5-5"} />;
