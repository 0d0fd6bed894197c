import { createSignal, Show } from "solid-js";
import { api, settle } from "../api/api.ts";
import { ApiError, type Refusal } from "../api/api-error.ts";
import { adminTexts } from "../i18n/parts/admin-texts.ts";
import { ProblemLine } from "../ui/problem-line.tsx";
import { AccountsList } from "./accounts-list.tsx";
import type { AdminSession, Counts, Registration } from "./admin-session.ts";

/** Opens and closes registration, and lists the accounts. */
export function AccountsSection(props: { session: AdminSession; counts: Counts }) {
  const [problem, setProblem] = createSignal<Refusal>();
  const isOpen = () => props.counts.registration === "open";

  async function setRegistration(box: HTMLInputElement): Promise<void> {
    const registration: Registration = box.checked ? "open" : "closed";
    const answer = await props.session.request((auth) => settle(api.admin.patch({ registration }, auth)));
    setProblem(answer instanceof ApiError ? answer : undefined);
    await props.session.refresh();
    box.checked = isOpen();
  }

  return (
    <section class="admin-section">
      <h2>{adminTexts().accounts}</h2>
      <label class="admin-check">
        <input type="checkbox" checked={isOpen()} onChange={({ currentTarget }) => setRegistration(currentTarget)} />
        <span>{adminTexts().registrationOpen}</span>
      </label>
      <p class="hint" role="status">
        <Show when={!isOpen()}>{adminTexts().registrationClosedHint}</Show>
      </p>
      <ProblemLine problem={problem()} />
      <AccountsList session={props.session} />
    </section>
  );
}
