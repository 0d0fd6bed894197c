import { For } from "solid-js";
import { formatBytes } from "../files/format-bytes.ts";
import { adminTexts } from "../i18n/parts/admin-texts.ts";
import { formatNumber } from "../i18n/time-texts.ts";
import type { Counts } from "./admin-session.ts";

const OF_ROOMS = ["rooms", "publicRooms", "sockets"] as const;
const OF_ACCOUNTS = ["accounts", "administrators", "banned"] as const;

/** Shows the counts of the server, and the memory its rooms use. */
export function ServerCounts(props: { counts: Counts; hasAccounts: boolean }) {
  const keys = () => [...OF_ROOMS, ...(props.hasAccounts ? OF_ACCOUNTS : [])];
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
      <div class="server-counts-memory">
        <dt>{adminTexts().memory}</dt>
        <dd>{adminTexts().memoryUsed(formatBytes(props.counts.roomBytes), formatBytes(props.counts.maxRoomBytes))}</dd>
      </div>
    </dl>
  );
}
