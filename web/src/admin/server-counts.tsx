import { For } from "solid-js";
import { formatBytes, formatShare } from "../files/format-bytes.ts";
import { adminTexts } from "../i18n/parts/admin-texts.ts";
import { momentText } from "../i18n/room-event-texts.ts";
import { locale } from "../i18n/t.ts";
import { formatNumber } from "../i18n/time-texts.ts";
import type { Counts } from "./admin-session.ts";

const OF_ROOMS = ["rooms", "publicRooms", "members", "sockets"] as const;
const OF_ACCOUNTS = ["accounts", "administrators", "banned"] as const;

const WIDTHS = { short: undefined, wide: "server-counts-wide", list: "server-counts-list" } as const;

/** Shows the counts of the server, and how it fares: load, memory, disk, limits, certificate. */
export function ServerCounts(props: { counts: Counts; hasAccounts: boolean }) {
  const keys = () => [...OF_ROOMS, ...(props.hasAccounts ? OF_ACCOUNTS : [])];
  const facts = () => factsOf(props.counts);
  return (
    <dl class="server-counts">
      <For each={keys()}>
        {(key) => (
          <div>
            <dt>{adminTexts().counts[key]}</dt>
            <dd>{formatNumber(props.counts[key])}</dd>
          </div>
        )}
      </For>
      <For each={facts()}>
        {({ name, value, width = "wide" }) => (
          <div class={WIDTHS[width]}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        )}
      </For>
    </dl>
  );
}

type Fact = { readonly name: string; readonly value: string; readonly width?: keyof typeof WIDTHS };

/** Returns the facts that this server has. */
function factsOf(counts: Counts): Fact[] {
  const { load, turnedAway, certificateEndsAt, certificateNames, freeDiskBytes } = counts;
  const texts = adminTexts();
  const times = (["tooFast", "tooLarge", "noSpace", "notSaved"] as const)
    .filter((why) => turnedAway[why] > 0)
    .map((why) => `${texts.turnedAwayWhy[why]}: ${formatNumber(turnedAway[why])}`);
  const share = (used: number, most: number) => texts.memoryUsed(formatBytes(used), formatBytes(most));
  const facts: (Fact | false)[] = [
    freeDiskBytes !== null && {
      name: texts.freeDisk,
      value: formatBytes(Math.max(0, freeDiskBytes)),
      width: "short",
    },
    { name: texts.processMemory, value: formatBytes(counts.memoryBytes), width: "short" },
    { name: texts.cpu, value: formatShare(load.cpuShare), width: "short" },
    { name: texts.longestWait, value: formatMs(load.loopLagMs), width: "short" },
    { name: texts.memory, value: share(counts.roomBytes, counts.maxRoomBytes) },
    { name: texts.files, value: share(counts.fileBytes, counts.maxFileBytes) },
    { name: texts.turnedAway, value: times.join(" · ") || texts.nobody },
    !counts.isSaving && { name: texts.disk, value: texts.notSaving },
    certificateEndsAt !== null && {
      name: texts.certificate,
      value: texts.validUntil(momentText(certificateEndsAt)),
    },
    certificateNames.length > 0 && { name: texts.certificateFor, value: certificateNames.join(", "), width: "list" },
  ];
  return facts.filter((fact) => fact !== false);
}

const formatMs = (ms: number): string =>
  new Intl.NumberFormat(locale(), { style: "unit", unit: "millisecond", maximumFractionDigits: 0 }).format(ms);
