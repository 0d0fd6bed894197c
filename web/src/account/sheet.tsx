// What one may do with one's account: sign out here, take another password, erase it.
import { createSignal, Show } from "solid-js";
import type { Identity } from "../api/identity.ts";
import { phrase } from "../i18n/phrase.ts";
import { said } from "../i18n/refusal-texts.ts";
import { w } from "../i18n/t.ts";
import type { Refusal } from "../sync/room-reducer.ts";
import { Question } from "../ui/question.tsx";
import { changePassword, erase, signOut } from "./account.ts";
import "../room-view/room-settings-dialog.css";

export function AccountSheet(props: { identity: Identity; close: () => void }) {
  const [problem, setProblem] = createSignal<Refusal>();
  const [isChanged, setChanged] = createSignal(false);
  const [isErasing, setErasing] = createSignal(false);
  const username = () => props.identity.person()?.signedIn?.username ?? "";

  async function change(event: SubmitEvent & { currentTarget: HTMLFormElement }): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget;
    setChanged(false);
    const refusal = await changePassword(props.identity, String(new FormData(form).get("password")));
    setProblem(refusal);
    setChanged(refusal === undefined);
    if (refusal === undefined) form.reset();
  }

  return (
    <>
      <section class="roomsheet-part">
        <p>{phrase(w().signedInAs, <b dir="auto">{username()}</b>)}</p>
        <div class="roomsheet-row">
          <button
            type="button"
            onClick={async () => {
              await signOut(props.identity);
              props.close();
            }}
          >
            {w().signOut}
          </button>
        </div>
      </section>
      <form class="roomsheet-part" onSubmit={change}>
        <h3>
          <label for="new-password">{w().newPassword}</label>
        </h3>
        <p>{w().newPasswordWhy}</p>
        {/* Password managers want to know whose it is. */}
        <input type="text" autocomplete="username" readonly hidden value={username()} />
        <div class="roomsheet-row">
          <input
            id="new-password"
            name="password"
            type="password"
            required
            minlength="8"
            maxlength="1024"
            autocomplete="new-password"
            aria-invalid={problem() !== undefined}
            aria-describedby="new-password-said"
          />
          <button type="submit">{w().save}</button>
        </div>
        <p id="new-password-said" role="status">
          <Show when={problem()} fallback={isChanged() && w().passwordChanged}>
            {(refusal) => <span class="problem">{said(refusal())}</span>}
          </Show>
        </p>
      </form>
      <div class="dialog-buttons">
        <button class="roomsheet-end" type="button" onClick={() => setErasing(true)}>
          {w().eraseAccount}…
        </button>
      </div>
      <Show when={isErasing()}>
        <Question
          title={w().eraseAccountQuestion}
          words={w().eraseAccountWarning}
          keep={w().keepAccount}
          act={w().eraseAccount}
          does={async () => {
            const refusal = await erase(props.identity);
            if (refusal === undefined) props.close();
            return refusal;
          }}
          close={() => setErasing(false)}
        />
      </Show>
    </>
  );
}
