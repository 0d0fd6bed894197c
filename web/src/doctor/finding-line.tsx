import { createUniqueId, For, Show } from "solid-js";
import type { Finding } from "#protocol/connection-checks";
import { PROXY_KINDS, type ProxyKind, type ProxyPlace, proxyLines } from "#protocol/proxy-lines";
import { HttpsLink } from "../https/https-link.tsx";
import { doctorTexts } from "../i18n/parts/doctor-texts.ts";
import { CopyButton } from "../ui/copy-button.tsx";

const MARKS = { good: "✓", note: "i", bad: "!" } as const;

type FindingLineProps = {
  finding: Finding;
  place: ProxyPlace;
  proxy: ProxyKind;
  chooseProxy(proxy: ProxyKind): void;
};

/** Shows what one check found, and where it is a proxy's fault, the lines that mend it. */
export function FindingLine(props: FindingLineProps) {
  const id = createUniqueId();
  const lines = () => props.finding.fault && proxyLines(props.proxy, props.finding.fault, props.place);
  const isInsecure = () => /^insecure/.test(props.finding.outcome);
  return (
    <li class="finding" data-state={props.finding.state}>
      <span class="finding-mark" aria-hidden="true">
        {MARKS[props.finding.state]}
      </span>
      <p>
        <span class="visually-hidden">{doctorTexts().states[props.finding.state]}: </span>
        {doctorTexts().outcomes[props.finding.outcome](props.finding.fact)}
      </p>
      <Show when={isInsecure()}>
        <div class="finding-remedy">
          <HttpsLink isTest />
        </div>
      </Show>
      <Show when={lines()}>
        {(lines) => (
          <div class="finding-remedy">
            <Show when={props.finding.fault !== "trust"}>
              <label for={id}>{doctorTexts().proxyLabel}</label>
              <select
                id={id}
                value={props.proxy}
                onChange={(event) => props.chooseProxy(event.currentTarget.value as ProxyKind)}
              >
                <For each={PROXY_KINDS}>{(kind) => <option>{kind}</option>}</For>
              </select>
            </Show>
            <pre dir="ltr" tabindex="0">
              {lines()}
            </pre>
            <CopyButton text={lines()} label={doctorTexts().copyLines} />
          </div>
        )}
      </Show>
    </li>
  );
}
