import { Show } from "solid-js";
import { isTouch } from "../browser/touch.ts";
import { t } from "../i18n/t.ts";
import "./share-button.css";

/** Opens the device's own share sheet. Where the browser has none, it offers an e-mail, and on a phone a text message. */
export function ShareButton(props: { title: string; url: string }) {
  function share(): void {
    // A rejection means that the person closed the device's sheet.
    navigator.share({ title: props.title, url: props.url }).catch(() => {});
  }
  const text = () => `${props.title}: ${props.url}`;
  return (
    <Show
      when={typeof navigator.share === "function"}
      fallback={
        <>
          <Show when={isTouch()}>
            <a class="share-button-link" href={`sms:?&body=${encodeURIComponent(text())}`}>
              {t().shareBySms}
            </a>
          </Show>
          <a
            class="share-button-link"
            href={`mailto:?subject=${encodeURIComponent(props.title)}&body=${encodeURIComponent(props.url)}`}
          >
            {t().shareByEmail}
          </a>
        </>
      }
    >
      <button type="button" onClick={share}>
        {t().share}
      </button>
    </Show>
  );
}
