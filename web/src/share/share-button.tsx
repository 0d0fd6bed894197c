import { Show } from "solid-js";
import { t } from "../i18n/t.ts";

/** Opens the device's own share sheet; shows nothing where the browser has none. */
export function ShareButton(props: { title: string; url: string }) {
  function share(): void {
    // A rejection means that the person closed the device's sheet.
    navigator.share({ title: props.title, url: props.url }).catch(() => {});
  }
  return (
    <Show when={typeof navigator.share === "function"}>
      <button type="button" onClick={share}>
        {t().share}
      </button>
    </Show>
  );
}
