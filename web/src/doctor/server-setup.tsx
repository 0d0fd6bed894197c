import { createSignal, For, onMount, Show } from "solid-js";
import { operatorRequest } from "../account/operator-request.ts";
import { api, settle } from "../api/api.ts";
import { ApiError } from "../api/api-error.ts";
import type { RequestHeaders } from "../api/authorised-request.ts";
import type { Identity } from "../api/identity.ts";
import { doctorTexts } from "../i18n/parts/doctor-texts.ts";
import "../ui/disclosure.css";
import "./server-setup.css";

const fetchSetup = (auth: RequestHeaders) => settle(api.admin.setup.get(auth));

/** Shows administrators what the server was set to and what its log has noticed, as the log words it; others see nothing. */
export function ServerSetup(props: { identity: Identity }) {
  const [setup, setSetup] = createSignal<Exclude<Awaited<ReturnType<typeof fetchSetup>>, ApiError>>();
  onMount(async () => {
    const answer = await operatorRequest(props.identity, fetchSetup);
    if (!(answer instanceof ApiError)) setSetup(answer);
  });
  /** What was set comes first. */
  const settings = () => setup()?.settings.toSorted((a, b) => Number(b.isSet) - Number(a.isSet));
  return (
    <Show when={setup()}>
      {(setup) => (
        <section class="admin-card server-setup">
          <h2>{doctorTexts().setup}</h2>
          <p class="hint">{doctorTexts().setupWhy}</p>
          <h3>{doctorTexts().noticed}</h3>
          <Show when={setup().noticed.length > 0} fallback={<p>{doctorTexts().nothingNoticed}</p>}>
            <ul lang="en" dir="ltr">
              <For each={setup().noticed}>{(sentence) => <li>{sentence}</li>}</For>
            </ul>
          </Show>
          <details class="disclosure">
            <summary>{doctorTexts().allSettings}</summary>
            <dl dir="ltr">
              <For each={settings()}>
                {({ variable, value, isSet }) => (
                  <div data-set={isSet ? "" : undefined}>
                    <dt>{variable}</dt>
                    <dd>{value ?? doctorTexts().secretSet}</dd>
                  </div>
                )}
              </For>
            </dl>
          </details>
        </section>
      )}
    </Show>
  );
}
