import { Show } from "solid-js";
import { BASE_URL } from "../browser/route.ts";
import { t } from "../i18n/t.ts";
import "./local-address-hint.css";

const isLocalhost = /^(localhost|127\.[\d.]+|\[::1\])$/.test(BASE_URL.hostname);

/** Says that the link is of no use to others, where its address is this computer's own. */
export function LocalAddressHint() {
  return (
    <Show when={isLocalhost}>
      <p class="local-address-hint">{t().localAddressOnly}</p>
    </Show>
  );
}
