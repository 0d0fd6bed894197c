import { createSignal, onMount } from "solid-js";
import type { Refusal } from "../api/api-error.ts";
import { AvatarPicker } from "../avatars/avatar-picker.tsx";
import { avatarTexts } from "../i18n/parts/avatar-texts.ts";
import { language } from "../i18n/t.ts";
import { useCurrentUser } from "../room/current-user.ts";
import { CloseButton } from "../ui/close-button.tsx";
import { createPopover, remPx } from "../ui/popover.ts";
import { visibleArea } from "../ui/popover-position.ts";
import { ProblemLine } from "../ui/problem-line.tsx";
import { rememberChosenAvatar } from "./chosen-avatar.ts";
import { updateProfile } from "./update-profile.ts";
import "./avatar-picker-popover.css";

const WIDTH_REM = 28;

/**
 * Lets people choose their own picture, beside their avatar or in a sheet on a narrow screen. A choice applies at once: a
 * click closes the popover, arrow keys leave it open.
 */
export function AvatarPickerPopover(props: { anchor: HTMLElement; close: () => void }) {
  const currentUser = useCurrentUser();
  const you = () => currentUser.you() ?? { id: "", name: "", avatar: null };
  const [chosen, setChosen] = createSignal<{ readonly avatar: string | null }>();
  const [problem, setProblem] = createSignal<Refusal>();
  const texts = () => avatarTexts(language());
  let dialog!: HTMLDialogElement;
  let page!: HTMLDivElement;

  async function choose(avatar: string | null): Promise<boolean> {
    setChosen({ avatar });
    const refusal = await updateProfile(currentUser, { avatar });
    setProblem(refusal);
    if (refusal === undefined) rememberChosenAvatar(you().id);
    else setChosen(undefined);
    return refusal === undefined;
  }

  let pendingChoice = Promise.resolve(true);
  function onClick(event: MouseEvent): void {
    if (event.target === dialog) return leave();
    // Arrow keys fire clicks too; only a pointer's click counts its presses in `detail`. The input's change event, which
    // starts the request, comes right after the click.
    if (!(event.target instanceof HTMLInputElement) || event.detail === 0) return;
    setTimeout(async () => (await pendingChoice) && leave());
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== "Enter" || !(event.target instanceof HTMLInputElement)) return;
    // Otherwise Enter would also press the button that gets the focus back.
    event.preventDefault();
    leave();
  }

  /** Sets the width first, because the height follows from it. */
  function preferredSize(): { width: number; height: number } {
    const width = WIDTH_REM * remPx();
    dialog.style.setProperty("--width", `${Math.min(width, visibleArea().width)}px`);
    return { width, height: page.offsetHeight };
  }

  const leave = createPopover({
    dialog: () => dialog,
    anchor: () => props.anchor.getBoundingClientRect(),
    preferredSize,
    close: () => props.close(),
  });
  onMount(() => dialog.querySelector<HTMLInputElement>("input:checked")?.focus());

  return (
    <dialog
      ref={dialog}
      class="avatar-picker-popover"
      aria-labelledby="avatar-picker-popover-title"
      onClick={onClick}
      onKeyDown={onKeyDown}
    >
      <div ref={page} class="avatar-picker-popover-page">
        <div class="avatar-picker-popover-head">
          <h2 id="avatar-picker-popover-title">{texts().avatar}</h2>
          <CloseButton onClick={leave} />
        </div>
        <AvatarPicker
          member={you()}
          avatar={(chosen() ?? you()).avatar}
          texts={texts()}
          choose={(avatar) => {
            pendingChoice = choose(avatar);
          }}
        />
        <ProblemLine problem={problem()} />
      </div>
    </dialog>
  );
}
