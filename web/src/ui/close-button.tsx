import { t } from "../i18n/t.ts";

export function CloseButton(props: { class?: string; onClick: () => void }) {
  return (
    <button class={props.class} type="button" data-look="quiet" aria-label={t().close} onClick={() => props.onClick()}>
      ✕
    </button>
  );
}
