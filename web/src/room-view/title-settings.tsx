import { createSignal } from "solid-js";
import type { Refusal } from "../api/api-error.ts";
import { t } from "../i18n/t.ts";
import { useRoom } from "../room/context.ts";
import { changeRoom } from "../room/room-actions.ts";
import { ProblemLine } from "../ui/problem-line.tsx";
import "../ui/settings-section.css";

/** Lets people change the room's title. */
export function TitleSettings() {
  const room = useRoom();
  const [problem, setProblem] = createSignal<Refusal>();

  async function submit(event: SubmitEvent & { currentTarget: HTMLFormElement }): Promise<void> {
    event.preventDefault();
    const title = String(new FormData(event.currentTarget).get("title"));
    setProblem(await changeRoom(room, { title }));
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
        />
        <button type="submit">{t().save}</button>
      </div>
      <ProblemLine problem={problem()} />
    </form>
  );
}
