import { createSignal, onMount, Show } from "solid-js";
import { BASE_URL } from "../browser/route.ts";
import { httpsTexts } from "../i18n/parts/https-texts.ts";
import { findHttpsAddress } from "./https-address.ts";
import "./https-link.css";

/** Leads to this page over https, where what waits for a secure page works. Shown where the server has https beside http. */
export function HttpsLink(props: {
  /** Whether this page is the test of the connection, which nobody joins. */
  isTest?: boolean;
}) {
  const [address, setAddress] = createSignal<string>();
  onMount(async () => setAddress(await findHttpsAddress(location)));
  return (
    <Show when={address()}>
      {(href) => (
        <p class="https-link">
          <a href={href()}>{props.isTest ? httpsTexts().test : httpsTexts().open}</a>
          <span>
            <Show when={!props.isTest}>{httpsTexts().caution} </Show>
            <a href={new URL("ca", BASE_URL).href} target="_blank" rel="noreferrer">
              {httpsTexts().trust}
            </a>
          </span>
        </p>
      )}
    </Show>
  );
}
