// /healthz, /readyz and /metrics. Metrics are counts, and name no room and no person. Rule A10.
import { Elysia, t } from "elysia";
import { Refusal } from "#protocol/error-codes";
import type { AppContext } from "../request/app-context.ts";
import { ERROR_RESPONSES, refuse } from "../request/errors.ts";

type Metric = readonly [name: string, type: "gauge" | "counter", meaning: string, value: number];

/** What a server that runs answers to whoever asks whether it does. */
export const ALIVE = "ok";

export const healthRoutes = (context: AppContext) =>
  new Elysia({ name: "health", detail: { tags: ["Health"] } })
    .get("/healthz", () => ALIVE, { response: { 200: t.String() }, detail: { summary: "Alive" } })
    .get("/readyz", ({ set }) => readiness(context, set), {
      response: { 200: t.String(), ...ERROR_RESPONSES },
      detail: { summary: "Ready" },
    })
    .get(
      "/metrics",
      ({ set }) => {
        set.headers["content-type"] = "text/plain; version=0.0.4; charset=utf-8";
        return metrics(context).map(formatMetric).join("");
      },
      { response: { 200: t.String() }, detail: { summary: "Prometheus metrics" } },
    );

function readiness(context: AppContext, set: Parameters<typeof refuse>[0]) {
  if (context.isStopping()) return refuse(set, STOPPING);
  return context.isSaving() ? "ready" : refuse(set, NOT_SAVING);
}

const NOT_SAVING = new Refusal("not_saved", "The server has a disk problem.");
export const STOPPING = new Refusal("server_full", "The server is stopping.");

function metrics({ accounts, rooms, openSockets, fanout, engine, startedAt }: AppContext): Metric[] {
  return [
    ["mayfly_rooms", "gauge", "Rooms living now", rooms.count],
    ["mayfly_rooms_created_total", "counter", "Rooms made since the start", rooms.createdCount],
    ["mayfly_ended_codes", "gauge", "Codes of ended rooms that are remembered", rooms.endedCodes.count],
    ["mayfly_accounts", "gauge", "Accounts there are", accounts?.count ?? 0],
    ["mayfly_sockets", "gauge", "Open WebSockets", openSockets.count],
    ["mayfly_event_streams", "gauge", "Open event streams", fanout.listeners],
    ["mayfly_events_total", "counter", "Events accepted since the start", fanout.events],
    ["mayfly_history_bytes", "gauge", "Memory all rooms count for, of MAYFLY_MAX_MEMORY", engine.usedBytes],
    ["mayfly_file_bytes", "gauge", "Space all files count for, of MAYFLY_MAX_FILES", rooms.files.bytes],
    ["mayfly_timers", "gauge", "Timers on the wheel", rooms.ports.wheel.size],
    ["process_resident_memory_bytes", "gauge", "Resident memory", process.memoryUsage.rss()],
    ["process_start_time_seconds", "gauge", "When the process started", startedAt / 1000],
  ];
}

function formatMetric([name, type, meaning, value]: Metric): string {
  return `# HELP ${name} ${meaning}\n# TYPE ${name} ${type}\n${name} ${value}\n`;
}
