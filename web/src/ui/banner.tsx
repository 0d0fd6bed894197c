import { type JSX, Show } from "solid-js";
import type { Refusal } from "../api/api-error.ts";
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
  return (
    <div class="banner" data-urgent={props.isUrgent ? "" : undefined}>
      <p>{props.text}</p>
      <div class="banner-actions">{props.children}</div>
      <Show when={props.dismiss}>{(dismiss) => <CloseButton class="banner-close" onClick={dismiss()} />}</Show>
      <ProblemLine problem={props.problem} />
    </div>
  );
}
