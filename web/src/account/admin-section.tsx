import { createSignal, onMount, Show } from "solid-js";
import { api, settle } from "../api/api.ts";
import { ApiError, type Refusal } from "../api/api-error.ts";
import { authorisedRequest } from "../api/authorised-request.ts";
import type { Identity } from "../api/identity.ts";
import { followLink } from "../browser/route.ts";
import { t } from "../i18n/t.ts";
import { ProblemLine } from "../ui/problem-line.tsx";
import { ADMIN_ADDRESS, isAboutAdminCode, redeemAdminCode, showAdminPage } from "./admin-code.ts";
import { AdminCodeField } from "./admin-code-field.tsx";

/** Leads an administrator to the server's page; lets others become one with a code. */
export function AdminSection(props: { identity: Identity; close: () => void }) {
  const [isAdmin, setAdmin] = createSignal<boolean>();
  const [problem, setProblem] = createSignal<Refusal>();
  onMount(async () => {
    const account = await authorisedRequest(props.identity, (auth) => settle(api.me.get(auth)));
    if (!(account instanceof ApiError)) setAdmin("isAdmin" in account && account.isAdmin);
  });

  async function submit(event: SubmitEvent & { currentTarget: HTMLFormElement }): Promise<void> {
    event.preventDefault();
    const code = String(new FormData(event.currentTarget).get("adminCode")).trim();
    if (code === "") return;
    const refusal = await redeemAdminCode(props.identity, code);
    setProblem(refusal);
    if (refusal !== undefined) return;
    props.close();
    showAdminPage();
  }

  const codeProblem = () => (isAboutAdminCode(problem()) ? problem() : undefined);
  return (
    <Show when={isAdmin() !== undefined}>
      <Show
        when={isAdmin()}
        fallback={
          <form class="settings-section" onSubmit={submit}>
            <AdminCodeField problem={codeProblem()}>
              <button type="submit">{t().becomeAdmin}</button>
            </AdminCodeField>
            <ProblemLine problem={codeProblem() === undefined ? problem() : undefined} />
          </form>
        }
      >
        <a
          href={ADMIN_ADDRESS}
          onClick={(event) => {
            props.close();
            followLink(event);
          }}
        >
          {t().serverAdmin}
        </a>
      </Show>
    </Show>
  );
}
