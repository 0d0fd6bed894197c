import { createMemo, For, type JSX, Show } from "solid-js";
import { MINUTE_MS } from "#protocol/limits";
import { aboutTexts } from "../i18n/parts/about-texts.ts";
import { vanishLabel } from "../i18n/parts/vanish-label.ts";
import { formatComingTime } from "../i18n/relative-day-text.ts";
import { momentText } from "../i18n/room-event-texts.ts";
import { t } from "../i18n/t.ts";
import { formatDuration, formatNumber } from "../i18n/time-texts.ts";
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

  // Each fact is told anew only when it is another: else what somebody has selected, to copy it, would be lost each second.
  const code = createMemo(() => <span translate="no">{shownCode()}</span>);
  const ownerName = createMemo(() => knownMembers.owner()?.name);
  const isYou = createMemo(() => knownMembers.owner()?.id === room.state().you?.id);
  const isOwnerKnown = createMemo(() => ownerName() !== undefined || knownMembers.isLoaded());
  const owner = createMemo(() => {
    const name = ownerName();
    if (name === undefined) return aboutTexts().noOwner;
    return [<bdi>{name}</bdi>, isYou() ? ` (${t().you})` : ""];
  });
  const here = createMemo(() => t().peopleHere(room.members().length));
  const ends = createMemo(() => {
    const at = view()?.expiresAt ?? null;
    return at === null ? aboutTexts().never : formatComingTime(at, room.serverNow());
  });

  const facts = createMemo((before: readonly Fact[] = []): readonly Fact[] => {
    const known = view();
    if (known === undefined) return [];
    const { maxMembers, idleMinutes, slowModeSeconds } = known;
    const idleTime = idleMinutes === null ? undefined : formatDuration(idleMinutes * MINUTE_MS);
    const stays = known.expiresAt === null ? "staysAlways" : "staysWhenEmpty";
    const now: readonly Fact[] = [
      ...(known.title === "" ? [] : [[aboutTexts().code, code()] as const]),
      // Nothing is said until it is known who the owner is, or that there is none.
      ...(isOwnerKnown() ? [[aboutTexts().owner, owner()] as const] : []),
      [aboutTexts().openSince, momentText(known.createdAt)],
      [aboutTexts().ends, ends()],
      [aboutTexts().people, maxMembers === null ? here() : aboutTexts().peopleAtMost(here(), formatNumber(maxMembers))],
      [t().entry, t().entries[known.entry].name],
      [t().writersLabel, t().writers[known.writers]],
      ...(slowModeSeconds
        ? [[t().slowModeLabel, t().slowModeInterval(formatDuration(slowModeSeconds * SECOND_MS))] as const]
        : []),
      ...(known.vanish === null ? [] : [[vanishLabel(), lifeText(known.vanish)] as const]),
      [t().whenEmpty, idleTime === undefined ? aboutTexts()[stays] : aboutTexts().endsWhenEmpty(idleTime)],
      ...(known.visibility === "public" ? [[aboutTexts().publicList, aboutTexts().isListed] as const] : []),
      ...(known.anyoneCanEnd ? [[aboutTexts().whoCanEnd, t().writers.everyone] as const] : []),
    ];
    return now.map((fact) => before.find(([label, value]) => label === fact[0] && value === fact[1]) ?? fact);
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
