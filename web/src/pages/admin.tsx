import { createEffect, onCleanup, onMount, Show } from "solid-js";
import { forgetAdminCode } from "../account/admin-code.ts";
import { AccountsSection } from "../admin/accounts-section.tsx";
import { AdminGate } from "../admin/admin-gate.tsx";
import { type AdminAccess, createAdminSession } from "../admin/admin-session.ts";
import { LargestRooms } from "../admin/largest-rooms.tsx";
import { ServerCounts } from "../admin/server-counts.tsx";
import type { Identity } from "../api/identity.ts";
import { createClock } from "../browser/clock.ts";
import { BASE_URL, followLink } from "../browser/route.ts";
import { adminTexts } from "../i18n/parts/admin-texts.ts";
import { momentText } from "../i18n/room-event-texts.ts";
import { t } from "../i18n/t.ts";
import { Preferences } from "../preferences/preferences.tsx";
import { daylightNow } from "../ui/daylight.ts";
import { Logo } from "../ui/logo.tsx";
import { ProblemLine } from "../ui/problem-line.tsx";
import "./admin.css";

const SKY_UPDATE_MS = 60_000;

/** Shows administrators and the operator what the server has, without anything that people wrote, and asks others in. */
export function AdminPage(props: { identity: Identity }) {
  const session = createAdminSession(props.identity);
  onMount(() => void session.refresh());
  const accessOf = <Is extends AdminAccess["is"]>(is: Is) => {
    const access = session.access();
    return access?.is === is ? (access as Extract<AdminAccess, { is: Is }>) : undefined;
  };
  const granted = () => accessOf("granted");
  createEffect(() => granted() && forgetAdminCode());

  const now = createClock(SKY_UPDATE_MS);
  const root = document.documentElement;
  createEffect(() => root.style.setProperty("--life", daylightNow(new Date(now())).toFixed(3)));
  onCleanup(() => root.style.removeProperty("--life"));
  createEffect(() => {
    document.title = `${t().serverAdmin} · Mayfly`;
  });
  return (
    <div class="admin under-sky">
      <header class="admin-head">
        <a class="admin-home" href={BASE_URL.href} aria-label={t().home} title={t().home} onClick={followLink}>
          <Logo />
        </a>
        <h1>{t().serverAdmin}</h1>
        <Show when={granted()}>
          {(access) => (
            <p>{adminTexts().runningSince(access().counts.version, momentText(access().counts.startedAt))}</p>
          )}
        </Show>
      </header>
      <main class="admin-main">
        <Show when={accessOf("unreachable")}>
          {(access) => (
            <section class="admin-card">
              <ProblemLine problem={access().problem} />
              <button type="button" onClick={session.refresh}>
                {t().tryAgain}
              </button>
            </section>
          )}
        </Show>
        {/* It is made anew after each try: only then does it look whether somebody is signed in. */}
        <Show when={accessOf("refused")} keyed>
          {({ hasAccounts, isSignedIn }) => (
            <AdminGate session={session} identity={props.identity} hasAccounts={hasAccounts} isSignedIn={isSignedIn} />
          )}
        </Show>
        <Show when={granted()}>
          {(access) => (
            <>
              <section class="admin-card">
                <ServerCounts counts={access().counts} hasAccounts={access().hasAccounts} />
                <div class="admin-actions">
                  <button type="button" onClick={session.reload}>
                    {adminTexts().refresh}
                  </button>
                  <Show when={access().byToken}>
                    <button type="button" data-look="quiet" onClick={session.leave}>
                      {adminTexts().forgetToken}
                    </button>
                  </Show>
                </div>
              </section>
              <LargestRooms session={session} />
              <Show when={access().hasAccounts}>
                <AccountsSection session={session} counts={access().counts} />
              </Show>
            </>
          )}
        </Show>
      </main>
      <footer class="admin-foot">
        <Preferences />
      </footer>
    </div>
  );
}
