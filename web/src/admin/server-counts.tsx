import { For } from "solid-js";
import { formatBytes, formatShare } from "../files/format-bytes.ts";
import { adminTexts } from "../i18n/parts/admin-texts.ts";
import { momentText } from "../i18n/room-event-texts.ts";
import { locale } from "../i18n/t.ts";
import { formatNumber } from "../i18n/time-texts.ts";
import type { Counts } from "./admin-session.ts";

const OF_ROOMS = ["rooms", "publicRooms", "members", "sockets"] as const;
const OF_ACCOUNTS = ["accounts", "administrators", "banned"] as const;

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
        {([name, value]) => (
          <div class="server-counts-wide">
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        )}
      </For>
    </dl>
  );
}

/** Returns a name and a text for each fact that this server has. */
function factsOf(counts: Counts): [name: string, value: string][] {
  const { load, turnedAway, certificateEndsAt, freeDiskBytes, fileBytes, maxFileBytes } = counts;
  const texts = adminTexts();
  const times = (["tooFast", "tooLarge", "noSpace", "notSaved"] as const)
    .filter((why) => turnedAway[why] > 0)
    .map((why) => `${texts.turnedAwayWhy[why]}: ${formatNumber(turnedAway[why])}`);
  return [
    [texts.memory, texts.memoryUsed(formatBytes(counts.roomBytes), formatBytes(counts.maxRoomBytes))],
    [texts.files, texts.memoryUsed(formatBytes(fileBytes), formatBytes(maxFileBytes))],
    ...(freeDiskBytes === null ? [] : [[texts.freeDisk, formatBytes(Math.max(0, freeDiskBytes))] as [string, string]]),
    [texts.load, [texts.cpu(formatShare(load.cpuShare)), texts.lag(formatMs(load.loopLagMs))].join(" · ")],
    [texts.processMemory, formatBytes(counts.memoryBytes)],
    [texts.turnedAway, times.length === 0 ? texts.nobody : times.join(" · ")],
    ...(counts.isSaving ? [] : [[texts.disk, texts.notSaving] as [string, string]]),
    ...(certificateEndsAt === null
      ? []
      : [[texts.certificate, texts.validUntil(momentText(certificateEndsAt))] as [string, string]]),
  ];
}

const formatMs = (ms: number): string =>
  new Intl.NumberFormat(locale(), { style: "unit", unit: "millisecond", maximumFractionDigits: 0 }).format(ms);
