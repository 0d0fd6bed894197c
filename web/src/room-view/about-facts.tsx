import { createMemo, For, type JSX, Show } from "solid-js";
import { MINUTE_MS } from "#protocol/limits";
import { aboutTexts } from "../i18n/parts/about-texts.ts";
import { vanishLabel } from "../i18n/parts/vanish-label.ts";
import { formatComingTime } from "../i18n/relative-day-text.ts";
import { momentText } from "../i18n/room-event-texts.ts";
import { t } from "../i18n/t.ts";
import { formatDuration } from "../i18n/time-texts.ts";
import { createKnownMembers } from "../people/known-members.ts";
import { useRoom } from "../room/room-context.ts";
import { lifeText } from "../vanishing/life-texts.ts";
import "./about-facts.css";

const SECOND_MS = 1000;

type Fact = readonly [label: string, value: JSX.Element];

/** Says in plain lines what the room is: whose, since when and until when, for whom, and by which rules. */
export function AboutFacts() {
  const room = useRoom();
  const knownMembers = createKnownMembers(room);
  const view = () => room.state().room;
  const shownCode = () => view()?.shownCode ?? room.code;

  /** Returns nothing until it is known who the owner is, or that there is none. */
  function owner(): Fact[] {
    const found = knownMembers.owner();
    if (found === undefined && !knownMembers.isLoaded()) return [];
    const isYou = found !== undefined && found.id === room.state().you?.id;
    const name = found === undefined ? aboutTexts().noOwner : <bdi>{found.name}</bdi>;
    return [[aboutTexts().owner, isYou ? [name, ` (${t().you})`] : name]];
  }

  const facts = createMemo((): Fact[] => {
    const known = view();
    if (known === undefined) return [];
    const { maxMembers, idleMinutes, slowModeSeconds, expiresAt } = known;
    const here = t().peopleHere(room.members().length);
    const idleTime = idleMinutes === null ? undefined : formatDuration(idleMinutes * MINUTE_MS);
    return [
      ...(known.title === "" ? [] : [[aboutTexts().code, <span translate="no">{shownCode()}</span>] as const]),
      ...owner(),
      [aboutTexts().openSince, momentText(known.createdAt)],
      [aboutTexts().ends, expiresAt === null ? aboutTexts().never : formatComingTime(expiresAt, room.serverNow())],
      [aboutTexts().people, maxMembers === null ? here : aboutTexts().peopleAtMost(here, maxMembers)],
      [t().entry, t().entries[known.entry].name],
      [t().writersLabel, t().writers[known.writers]],
      ...(slowModeSeconds
        ? [[t().slowModeLabel, t().slowModeInterval(formatDuration(slowModeSeconds * SECOND_MS))] as const]
        : []),
      ...(known.vanish === null ? [] : [[vanishLabel(), lifeText(known.vanish)] as const]),
      [t().whenEmpty, idleTime === undefined ? aboutTexts().staysWhenEmpty : aboutTexts().endsWhenEmpty(idleTime)],
      ...(known.visibility === "public" ? [[aboutTexts().publicList, aboutTexts().isListed] as const] : []),
      ...(known.anyoneCanEnd ? [[aboutTexts().whoCanEnd, t().writers.everyone] as const] : []),
    ];
  });

  return (
    <section class="about-facts" aria-label={view()?.title || shownCode()}>
      <p class="about-facts-name" data-code={view()?.title ? undefined : ""}>
        <bdi>{view()?.title || shownCode()}</bdi>
      </p>
      <Show when={facts().length > 0}>
        <dl>
          <For each={facts()}>
            {([label, value]) => (
              <>
                <dt>{label}</dt>
                <dd>{value}</dd>
              </>
            )}
          </For>
        </dl>
      </Show>
      <p class="about-facts-erased">{view()?.expiresAt === null ? t().neverEnds : aboutTexts().erasedAtEnd}</p>
    </section>
  );
}
