import { createMemo, For, type JSX, Show } from "solid-js";
import { memberTexts } from "../i18n/parts/member-texts.ts";
import { momentText } from "../i18n/room-event-texts.ts";
import { t } from "../i18n/t.ts";
import { moderate } from "../room/room-actions.ts";
import { useRoom } from "../room/room-context.ts";
import { type Ban, createBans, type Kick } from "./bans.ts";
import "./people-dialog.css";

/** Lists who was removed a moment ago and who is banned, each with a button that lets them come back. */
export function BanList() {
  const room = useRoom();
  const { bans, kicks, refresh } = createBans(room);
  const removed = createMemo(kicks, [], {
    equals: (one, other) => one.length === other.length && one.every((kick, at) => kick === other[at]),
  });

  async function allow(action: "admit" | "unban", id: string): Promise<void> {
    await moderate(room, action, id);
    await refresh();
  }

  function List<Person extends Ban>(props: {
    heading: string;
    people: readonly Person[];
    note?: (person: Person) => JSX.Element;
    button: string;
    buttonName: (name: string) => string;
    allow: (id: string) => Promise<void>;
  }) {
    return (
      <Show when={props.people.length > 0}>
        <section class="people-dialog-section">
          <h3>{props.heading}</h3>
          <ul class="ban-list">
            <For each={props.people}>
              {(person) => (
                <li>
                  <span>
                    <bdi>{person.name}</bdi>
                    <Show when={props.note}>{(note) => <small>{note()(person)}</small>}</Show>
                  </span>
                  <button
                    type="button"
                    aria-label={props.buttonName(person.name)}
                    onClick={() => void props.allow(person.id)}
                  >
                    {props.button}
                  </button>
                </li>
              )}
            </For>
          </ul>
        </section>
      </Show>
    );
  }

  return (
    <>
      <List<Kick>
        heading={memberTexts().removed}
        people={removed()}
        note={({ until }) => memberTexts().canReturnAt(momentText(until))}
        button={memberTexts().letBackIn}
        buttonName={memberTexts().letBackInName}
        allow={(id) => allow("admit", id)}
      />
      <List
        heading={t().banned}
        people={bans()}
        button={t().unban}
        buttonName={t().unbanName}
        allow={(id) => allow("unban", id)}
      />
    </>
  );
}
