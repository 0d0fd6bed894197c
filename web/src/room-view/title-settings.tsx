import { createSignal } from "solid-js";
import type { Refusal } from "../api/api-error.ts";
import { t } from "../i18n/t.ts";
import { changeRoom } from "../room/room-actions.ts";
import { useRoom } from "../room/room-context.ts";
import { focusWrongField, ProblemLine } from "../ui/problem-line.tsx";
import "../ui/settings-section.css";

/** Lets people change the room's title. */
export function TitleSettings() {
  const room = useRoom();
  const [problem, setProblem] = createSignal<Refusal>();

  async function submit(event: SubmitEvent & { currentTarget: HTMLFormElement }): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget;
    const title = String(new FormData(form).get("title"));
    setProblem(await changeRoom(room, { title }));
    focusWrongField(form);
  }

  return (
    <form class="settings-section" autocomplete="off" onSubmit={submit}>
      <h3>
        <label for="room-title">{t().title}</label>
      </h3>
      <div class="settings-row">
        <input
          id="room-title"
          name="title"
          dir="auto"
          maxlength="480"
          placeholder={t().titleHint}
          value={room.state().room?.title}
          aria-invalid={problem() !== undefined}
          aria-describedby="room-title-problem"
        />
        <button type="submit">{t().save}</button>
      </div>
      <ProblemLine id="room-title-problem" problem={problem()} />
    </form>
  );
}
