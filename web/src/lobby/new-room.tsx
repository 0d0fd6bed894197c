import { createSignal } from "solid-js";
import { MAX_LIFE_MS, MIN_LIFE_MS } from "#protocol/limits";
import { accountsMode } from "../account/accounts-mode.ts";
import type { Refusal } from "../api/api-error.ts";
import { refusalText } from "../i18n/refusal-texts.ts";
import { t } from "../i18n/t.ts";
import { formatDuration, formatNumber } from "../i18n/time-texts.ts";
import { AdvancedOptions } from "../room-options/advanced-options.tsx";
import { createRoomAndOpen, type RoomCreator } from "../room-options/create-room.ts";
import { LifeChoice } from "../room-options/life-choice.tsx";
import { fieldOfRefusal, MAX_MEMBERS, parseRoomForm, type RoomFormField } from "../room-options/parse-room-form.ts";
import { ProblemLine } from "../ui/problem-line.tsx";
import "./new-room.css";

/** Returns what a field may hold, to show beside it when its content is wrong. */
const expectedIn = (field: RoomFormField): string => {
  if (field === "life") return t().range(formatDuration(MIN_LIFE_MS), formatDuration(MAX_LIFE_MS));
  if (field === "password") return t().passwordMissing;
  return field === "code" ? t().codeShape : t().range(formatNumber(1), formatNumber(MAX_MEMBERS));
};

/** Lets people create a room with one button. They can choose its life, and unfold its other options. */
export function NewRoom(props: RoomCreator) {
  const [isBusy, setBusy] = createSignal(false);
  const [problem, setProblem] = createSignal<{ field?: RoomFormField | undefined; refusal?: Refusal }>();

  async function submit(event: SubmitEvent & { currentTarget: HTMLFormElement }): Promise<void> {
    event.preventDefault();
    if (isBusy()) return;
    const options = parseRoomForm(new FormData(event.currentTarget));
    setProblem(undefined);
    if (typeof options === "string") {
      setProblem({ field: options });
      return;
    }
    setBusy(true);
    const refusal = await createRoomAndOpen(props, options);
    setProblem(refusal && { field: fieldOfRefusal(refusal), refusal });
    setBusy(false);
  }

  /** Returns the problem of one field; without a field, the problem that belongs to none. */
  const problemOf = (field?: RoomFormField): string | undefined => {
    const current = problem();
    if (current === undefined || current.field !== field) return undefined;
    return current.refusal === undefined ? field && expectedIn(field) : refusalText(current.refusal);
  };

  return (
    <form class="new-room" autocomplete="off" novalidate onSubmit={submit}>
      <LifeChoice
        problem={problemOf("life")}
        mayLast={props.identity.person()?.signedIn !== undefined && accountsMode()?.lastingRooms === true}
      />
      <button class="new-room-submit" type="submit" data-look="primary" disabled={isBusy()}>
        {t().newRoom}
      </button>
      <ProblemLine problem={problemOf()} />
      <AdvancedOptions
        problems={{
          title: problemOf("title"),
          code: problemOf("code"),
          password: problemOf("password"),
          idle: problemOf("idle"),
          members: problemOf("members"),
        }}
      />
    </form>
  );
}
