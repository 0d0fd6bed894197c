import { createSignal, For, Show } from "solid-js";
import { can } from "#protocol/roles";
import type { Refusal } from "../api/api-error.ts";
import { formatComingTime } from "../i18n/relative-day-text.ts";
import { t } from "../i18n/t.ts";
import { changeRoom } from "../room/room-actions.ts";
import { useRoom } from "../room/room-context.ts";
import { ProblemLine } from "../ui/problem-line.tsx";
import "./extend-life.css";

const EXTENSION_MINUTES = [60, 240, 1440] as const;

/** Shows when the room ends, with ways to extend it for those who may. */
export function ExtendLife() {
  const room = useRoom();
  const [problem, setProblem] = createSignal<Refusal>();
  const [isBusy, setBusy] = createSignal(false);
  const endsAt = () => room.state().room?.expiresAt;

  /** Returns whether it worked. */
  async function extend(minutes: number): Promise<boolean> {
    if (isBusy()) return false;
    setBusy(true);
    setProblem(await changeRoom(room, { extend: minutes }));
    setBusy(false);
    return problem() === undefined;
  }

  async function submit(event: SubmitEvent & { currentTarget: HTMLFormElement }): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget;
    const enteredMinutes = () => Number(new FormData(form).get("minutes"));
    const minutes = enteredMinutes();
    if (!Number.isInteger(minutes) || minutes < 1) return;
    // Keep what was typed while the request was running.
    if ((await extend(minutes)) && enteredMinutes() === minutes) form.reset();
  }

  return (
    <section class="settings-section">
      <h3>{t().time}</h3>
      <Show when={endsAt()} fallback={<p>{t().neverEnds}</p>}>
        {(at) => <p>{t().endsAndErases(formatComingTime(at(), room.serverNow()))}</p>}
      </Show>
      <Show when={can(room.role(), "extend") && endsAt()}>
        <div class="extend-life-options">
          <For each={EXTENSION_MINUTES}>
            {(minutes) => (
              <button type="button" onClick={() => extend(minutes)}>
                {t().more[minutes]}
              </button>
            )}
          </For>
        </div>
        <form class="settings-row" autocomplete="off" onSubmit={submit}>
          <input
            name="minutes"
            type="number"
            inputmode="numeric"
            min="1"
            required
            aria-label={t().extendByMinutes}
            placeholder={t().extendByMinutes}
            aria-describedby="extend-problem"
          />
          <button type="submit">{t().extendLife}</button>
        </form>
      </Show>
      <ProblemLine id="extend-problem" problem={problem()} />
    </section>
  );
}
