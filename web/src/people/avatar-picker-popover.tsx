// The choice of your picture, beside your face or along the bottom of a narrow screen. What is chosen applies at once; a
// click closes it, arrow keys leave it open.
import { createSignal, onCleanup, onMount, Show } from "solid-js";
import { AvatarPicker } from "../avatars/avatar-picker.tsx";
import { avatarWords } from "../i18n/avatar-texts.ts";
import { said } from "../i18n/refusal-texts.ts";
import { language, w } from "../i18n/t.ts";
import { useSelf } from "../room/current-user.ts";
import type { Refusal } from "../sync/room-reducer.ts";
import { createModal } from "../ui/modal.ts";
import { placed, seen, whileSeen } from "../ui/popover-position.ts";
import "./avatar-picker-popover.css";

/** In root em. */
const WIDTH = 28;

export function FacePicker(props: { anchor: HTMLElement; close: () => void }) {
  const self = useSelf();
  const you = () => self.you() ?? { id: "", name: "", avatar: null };
  const [chosen, setChosen] = createSignal(you().avatar);
  const [problem, setProblem] = createSignal<Refusal>();
  const words = () => avatarWords(language());
  let dialog!: HTMLDialogElement;
  let page!: HTMLDivElement;

  async function choose(avatar: string | null): Promise<boolean> {
    setChosen(avatar);
    const refusal = await self.change({ avatar });
    setProblem(refusal);
    if (refusal !== undefined) setChosen(you().avatar);
    return refusal === undefined;
  }

  let underWay = Promise.resolve(true);
  function clicked(event: MouseEvent): void {
    if (event.target === dialog) return leave();
    // Keys click too, but only a pointer does it once. What it chose is heard of right after.
    if (!(event.target instanceof HTMLInputElement) || event.detail === 0) return;
    setTimeout(async () => (await underWay) && leave());
  }

  function pressed(event: KeyboardEvent): void {
    if (event.key !== "Enter" || !(event.target instanceof HTMLInputElement)) return;
    // Otherwise it would press the button that gets the focus back.
    event.preventDefault();
    leave();
  }

  function place(): void {
    const em = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
    const isRtl = getComputedStyle(dialog).direction === "rtl";
    dialog.style.setProperty("--width", `${Math.min(WIDTH * em, seen().width)}px`);
    const wish = { width: WIDTH * em, height: page.offsetHeight };
    const box = placed(props.anchor.getBoundingClientRect(), wish, seen(), isRtl);
    for (const side of ["left", "top", "width", "height"] as const) {
      dialog.style.setProperty(`--${side}`, `${box[side]}px`);
    }
    dialog.toggleAttribute("data-sheet", box.isSheet);
  }

  const leave = createModal(
    () => dialog,
    () => props.close(),
  );
  onMount(() => {
    dialog.querySelector<HTMLInputElement>("input:checked")?.focus();
    onCleanup(whileSeen(place));
  });

  return (
    <dialog ref={dialog} class="facepicker" aria-labelledby="facepicker-title" onClick={clicked} onKeyDown={pressed}>
      <div ref={page} class="facepicker-page">
        <div class="facepicker-head">
          <h2 id="facepicker-title">{words().avatar}</h2>
          <button type="button" data-look="quiet" aria-label={w().close} onClick={leave}>
            ✕
          </button>
        </div>
        <AvatarPicker
          member={you()}
          avatar={chosen()}
          words={words()}
          choose={(avatar) => {
            underWay = choose(avatar);
          }}
        />
        <Show when={problem()}>
          {(refusal) => (
            <p class="facepicker-problem" role="alert">
              {said(refusal())}
            </p>
          )}
        </Show>
      </div>
    </dialog>
  );
}
