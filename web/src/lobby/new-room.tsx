// Makes a room: one button, with a life to choose and everything else under a fold.
import { createSignal, Show } from "solid-js";
import { LIFE_MAX_MS, LIFE_MIN_MS } from "#protocol/limits";
import { accountsHere } from "../account/accounts-mode.ts";
import { said } from "../i18n/refusal-texts.ts";
import { w } from "../i18n/t.ts";
import { numeral, spanOf } from "../i18n/time-texts.ts";
import { type Founder, found } from "../room-options/create-room.ts";
import { LifeChoice } from "../room-options/life-choice.tsx";
import { RoomChoices } from "../room-options/room-choices.tsx";
import { type Field, fieldOf, MOST_MEMBERS, wishesIn } from "../room-options/room-options.ts";
import type { Refusal } from "../sync/room-reducer.ts";
import "./new-room.css";

/** What each field may hold, for who left it. */
const expected = (field: Field): string => {
  if (field === "life") return w().between(spanOf(LIFE_MIN_MS), spanOf(LIFE_MAX_MS));
  if (field === "password") return w().passwordMissing;
  return field === "code" ? w().codeShape : w().between(numeral(1), numeral(MOST_MEMBERS));
};

export function NewRoom(props: Founder) {
  const [isBusy, setBusy] = createSignal(false);
  const [problem, setProblem] = createSignal<{ field?: Field | undefined; refusal?: Refusal }>();

  async function make(event: SubmitEvent & { currentTarget: HTMLFormElement }): Promise<void> {
    event.preventDefault();
    if (isBusy()) return;
    const wishes = wishesIn(new FormData(event.currentTarget));
    setProblem(undefined);
    if (typeof wishes === "string") {
      setProblem({ field: wishes });
      return;
    }
    setBusy(true);
    const refusal = await found(props, wishes);
    setProblem(refusal && { field: fieldOf(refusal), refusal });
    setBusy(false);
  }

  /** What is wrong with this field; with none, what is wrong with the whole. */
  const problemOf = (field?: Field): string | undefined => {
    const now = problem();
    if (now === undefined || now.field !== field) return undefined;
    return now.refusal === undefined ? field && expected(field) : said(now.refusal);
  };

  return (
    <form class="newroom" autocomplete="off" novalidate onSubmit={make}>
      <LifeChoice
        problem={problemOf("life")}
        mayLast={props.identity.person()?.signedIn !== undefined && accountsHere()?.lastingRooms === true}
      />
      <button class="newroom-make" type="submit" data-look="primary" disabled={isBusy()}>
        {w().newRoom}
      </button>
      <Show when={problemOf()}>
        {(words) => (
          <p class="problem" role="alert">
            {words()}
          </p>
        )}
      </Show>
      <RoomChoices
        problem={{ code: problemOf("code"), members: problemOf("members"), password: problemOf("password") }}
      />
    </form>
  );
}
