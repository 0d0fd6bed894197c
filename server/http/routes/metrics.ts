// /metrics, in the text format of Prometheus. It has counts alone: a label is the code of a refusal or the version, and so
// never tells of a person or a room. Rules A10, N30, N31, N33.
import { Elysia, t } from "elysia";
import { Histogram } from "../../chat/lib/histogram.ts";
import { asSharedEngine } from "../../chat/lib/ports.ts";
import { refusalCounts } from "../../chat/lib/refusal-counts.ts";
import { countPresentMembers } from "../../chat/room-registry/room-list.ts";
import type { AppContext } from "../request/app-context.ts";
import { headerToken, TOKEN_NEEDED } from "../request/authenticate.ts";
import { ERROR_RESPONSES, errorBody } from "../request/errors.ts";

type Metric = readonly [name: string, type: "gauge" | "counter", meaning: string, value: number | undefined];

const CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";
const MICROSECONDS = 1_000_000;

export const metricsRoute = (context: AppContext) =>
  new Elysia({ name: "metrics", detail: { tags: ["Health"] } }).get(
    "/metrics",
    async ({ request, set, status }) => {
      const { metricsToken, rooms } = context;
      if (metricsToken?.matches(headerToken(request)) === false) return status(401, errorBody(TOKEN_NEEDED));
      await rooms.files.measureDisk();
      set.headers["content-type"] = CONTENT_TYPE;
      return metricsText(context);
    },
    { response: { 200: t.String(), 401: ERROR_RESPONSES[401] }, detail: { summary: "Prometheus metrics" } },
  );

function metricsText(context: AppContext): string {
  const { loopLag, journalWrites } = context.timings;
  const shared = asSharedEngine(context.engine)?.stats ?? { lag: new Histogram(), commands: new Histogram() };
  return [
    ...metrics(context).map(formatMetric),
    formatRefusals(),
    formatHistogram("mayfly_loop_lag_seconds", "How late the event loop came to its work, every 50 ms", loopLag),
    formatHistogram("mayfly_journal_seconds", "How long writing a batch to the data file took", journalWrites),
    formatHistogram("mayfly_redis_lag_seconds", "How long a beat took through Redis, once a second", shared.lag),
    formatHistogram("mayfly_redis_command_seconds", "How long Redis took to answer a script", shared.commands),
    formatHead("mayfly_build_info", "gauge", "The version, as a label"),
    `mayfly_build_info{version="${context.version}"} 1\n`,
  ].join("");
}

function metrics(context: AppContext): Metric[] {
  const { accounts, rooms, openSockets, fanout, engine, startedAt } = context;
  const shared = asSharedEngine(engine)?.stats;
  const freeBytes = rooms.ports.fileStorage.freeBytes();
  const certificateEndsAt = context.certificate()?.endsAt ?? Number.NaN;
  const { user, system } = process.cpuUsage();
  return [
    ["mayfly_rooms", "gauge", "Rooms living now", rooms.count],
    ["mayfly_rooms_created_total", "counter", "Rooms made since the start", rooms.createdCount],
    ["mayfly_ended_codes", "gauge", "Codes of ended rooms that are remembered", rooms.endedCodes.count],
    ["mayfly_members", "gauge", "Members present, in all rooms together", countPresentMembers(rooms.all)],
    ["mayfly_accounts", "gauge", "Accounts there are", accounts?.count ?? 0],
    ["mayfly_sockets", "gauge", "Open WebSockets", openSockets.count],
    ["mayfly_event_streams", "gauge", "Open event streams", fanout.listeners],
    ["mayfly_events_total", "counter", "Events accepted since the start", fanout.events],
    ["mayfly_deliveries_total", "counter", "Events times the members present at each", rooms.deliveries],
    ["mayfly_faults_total", "counter", "Unexpected errors since the start; each is in the log", context.faultCount()],
    ["mayfly_saving", "gauge", "1 while events can be saved, 0 while the disk fails", context.isSaving() ? 1 : 0],
    ["mayfly_history_bytes", "gauge", "Memory all rooms count for, of MAYFLY_MAX_MEMORY", engine.usedBytes],
    ["mayfly_history_max_bytes", "gauge", "MAYFLY_MAX_MEMORY", context.maxRoomBytes],
    ["mayfly_files", "gauge", "Files there are, those under way included", rooms.files.count],
    ["mayfly_file_bytes", "gauge", "Space all files count for, of MAYFLY_MAX_FILES", rooms.files.bytes],
    ["mayfly_file_max_bytes", "gauge", "The most that all files may take", rooms.files.limits.maxBytes],
    ["mayfly_disk_free_bytes", "gauge", "What files may still take of the disk", freeBytes],
    ["mayfly_timers", "gauge", "Timers on the wheel", rooms.ports.wheel.size],
    ["mayfly_certificate_end_seconds", "gauge", "When the certificate ends", certificateEndsAt / 1000],
    ["mayfly_redis_gaps_read_total", "counter", "Times that missed events of a room were read", shared?.gapsRead],
    ["mayfly_redis_silent_total", "counter", "Those of them that only a look found", shared?.silentSubscribers],
    ["mayfly_redis_reconnects_total", "counter", "Reconnects to Redis since the start", shared?.reconnects],
    ["process_cpu_seconds_total", "counter", "CPU time used", (user + system) / MICROSECONDS],
    ["process_resident_memory_bytes", "gauge", "Resident memory", process.memoryUsage.rss()],
    ["process_start_time_seconds", "gauge", "When the process started", startedAt / 1000],
  ];
}

function formatRefusals(): string {
  const name = "mayfly_refusals_total";
  const lines = Object.entries(refusalCounts).map(([code, count]) => `${name}{code="${code}"} ${count}\n`);
  return formatHead(name, "counter", "Requests and frames refused since the start, by code") + lines.join("");
}

function formatHistogram(name: string, meaning: string, histogram: Histogram): string {
  const counts = histogram.cumulativeCounts();
  const buckets = [...Histogram.bounds, "+Inf"].map((bound, at) => `${name}_bucket{le="${bound}"} ${counts[at]}\n`);
  const totals = `${name}_sum ${histogram.sum}\n${name}_count ${counts.at(-1)}\n`;
  return formatHead(name, "histogram", meaning) + buckets.join("") + totals;
}

/** What a server doesn't have, such as a certificate, has a head and no value. */
function formatMetric([name, type, meaning, value]: Metric): string {
  return formatHead(name, type, meaning) + (value !== undefined && Number.isFinite(value) ? `${name} ${value}\n` : "");
}

function formatHead(name: string, type: string, meaning: string): string {
  return `# HELP ${name} ${meaning}\n# TYPE ${name} ${type}\n`;
}
