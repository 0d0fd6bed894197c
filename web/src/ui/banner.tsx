import { type JSX, onCleanup, Show } from "solid-js";
import type { Refusal } from "../api/api-error.ts";
import { isTouch } from "../browser/touch.ts";
import { CloseButton } from "./close-button.tsx";
import { ProblemLine } from "./problem-line.tsx";
import "./banner.css";

type BannerProps = {
  text: JSX.Element;
  /** Buttons and links. */
  children: JSX.Element;
  isUrgent?: boolean;
  /** Without it the banner has no close button. */
  dismiss?: () => void;
  problem?: Refusal | undefined;
};

/** Shows one card of news with what can be done about it. It announces nothing to screen readers but its problem. */
export function Banner(props: BannerProps) {
  let banner!: HTMLDivElement;
  // A button that closes it takes the focus along: whoever uses the keyboard goes on where they write.
  onCleanup(() => {
    if (!isTouch() && banner.contains(document.activeElement)) document.querySelector("textarea")?.focus();
  });
  return (
    <div ref={banner} class="banner" data-urgent={props.isUrgent ? "" : undefined}>
      <p>{props.text}</p>
      <div class="banner-actions">{props.children}</div>
      <Show when={props.dismiss}>{(dismiss) => <CloseButton class="banner-close" onClick={dismiss()} />}</Show>
      <ProblemLine problem={props.problem} />
    </div>
  );
}
