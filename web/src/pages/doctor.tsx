import { createEffect, createSignal, For, onMount, Show } from "solid-js";
import type { Finding } from "#protocol/connection-checks";
import type { ProxyKind } from "#protocol/proxy-lines";
import type { Identity } from "../api/identity.ts";
import { BASE_URL, followLink } from "../browser/route.ts";
import { checkOwnConnection } from "../doctor/browser-checks.ts";
import { FindingLine } from "../doctor/finding-line.tsx";
import { ServerSetup } from "../doctor/server-setup.tsx";
import { doctorTexts } from "../i18n/parts/doctor-texts.ts";
import { t } from "../i18n/t.ts";
import { Preferences } from "../preferences/preferences.tsx";
import { Logo } from "../ui/logo.tsx";
import "./admin.css";
import "./doctor.css";

/** Tests the way from this page to the server, and says what is wrong with it and how it is mended. Rules N57, N58, N63. */
export function DoctorPage(props: { identity: Identity }) {
  const [findings, setFindings] = createSignal<readonly Finding[]>([]);
  const [isRunning, setRunning] = createSignal(false);
  const [proxy, chooseProxy] = createSignal<ProxyKind>("nginx");
  async function run(): Promise<void> {
    setFindings([]);
    setRunning(true);
    await checkOwnConnection((finding) => setFindings((before) => [...before, finding]));
    setRunning(false);
  }
  onMount(() => void run());
  createEffect(() => {
    document.title = `${doctorTexts().title} · Mayfly`;
  });
  const place = () => ({
    host: BASE_URL.host,
    path: BASE_URL.pathname,
    proxyAddress: findings().find(({ outcome }) => outcome === "addressOfProxy")?.fact,
  });
  const troubles = () => findings().filter(({ state }) => state === "bad").length;
  const summary = () => {
    if (isRunning()) return doctorTexts().running;
    return troubles() === 0 ? doctorTexts().allFine : doctorTexts().troubles(troubles());
  };
  return (
    <div class="admin under-sky">
      <header class="admin-head">
        <a class="admin-home" href={BASE_URL.href} aria-label={t().home} title={t().home} onClick={followLink}>
          <Logo />
        </a>
        <h1>{doctorTexts().title}</h1>
        <p role="status">{summary()}</p>
      </header>
      <main class="admin-main">
        <section class="admin-card" aria-busy={isRunning()}>
          <ul class="findings">
            <For each={findings()}>
              {(finding) => <FindingLine finding={finding} place={place()} proxy={proxy()} chooseProxy={chooseProxy} />}
            </For>
          </ul>
          <Show when={!isRunning()}>
            <div class="admin-actions">
              <button type="button" onClick={() => void run()}>
                {doctorTexts().again}
              </button>
            </div>
          </Show>
        </section>
        <ServerSetup identity={props.identity} />
      </main>
      <footer class="admin-foot">
        <Preferences />
      </footer>
    </div>
  );
}
