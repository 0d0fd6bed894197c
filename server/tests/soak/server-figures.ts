// Reads from outside what a server uses: /proc, /metrics, and its data file.
import { Database } from "bun:sqlite";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { cpuMs, residentBytes } from "../../bench/harness/processes.ts";
import type { ServerUnderTest } from "../chaos/server-under-test.ts";

/** What is read while the server works. A figure that this system doesn't tell is NaN. */
export type ServerFigures = {
  readonly memoryBytes: number;
  readonly descriptors: number;
  readonly threads: number;
  readonly timers: number;
  readonly rooms: number;
  readonly roomsCreated: number;
  readonly sockets: number;
  readonly streams: number;
  readonly accounts: number;
  readonly endedCodes: number;
  readonly events: number;
  readonly historyBytes: number;
  readonly fileBytes: number;
  readonly logBytes: number;
  readonly cpuMs: number;
};

/** What the data file holds. Reading it keeps the server from emptying the log for a moment, so it is read at rest. */
export type FileFigures = {
  /** Pages in use, in bytes: the file itself doesn't shrink, but uses its free pages again. */
  readonly usedBytes: number;
  readonly savedRooms: number;
  readonly chunks: number;
  readonly nonces: number;
  readonly savedAccounts: number;
  readonly tombs: number;
};

const METRICS = {
  timers: "mayfly_timers",
  rooms: "mayfly_rooms",
  roomsCreated: "mayfly_rooms_created_total",
  sockets: "mayfly_sockets",
  streams: "mayfly_event_streams",
  accounts: "mayfly_accounts",
  endedCodes: "mayfly_ended_codes",
  events: "mayfly_events_total",
  historyBytes: "mayfly_history_bytes",
} as const;

export async function readServerFigures(server: ServerUnderTest, data: string): Promise<ServerFigures> {
  // Counted before the request, whose connection is not to be counted.
  const descriptors = countDescriptors(server.pid);
  const { text } = await server.client.ask("GET", "metrics", { headers: { connection: "close" } });
  const values = new Map(text.split("\n").map((line) => line.split(" ") as [string, string]));
  const metric = (name: keyof typeof METRICS) => Number(values.get(METRICS[name]));
  const names = Object.keys(METRICS) as (keyof typeof METRICS)[];
  return {
    memoryBytes: residentBytes(server.pid),
    descriptors,
    threads: countThreads(server.pid),
    ...(Object.fromEntries(names.map((name) => [name, metric(name)])) as Record<keyof typeof METRICS, number>),
    fileBytes: sizeOf(data),
    logBytes: sizeOf(`${data}-wal`),
    cpuMs: cpuMs(server.pid).total,
  };
}

/** How long an event loop ran so far, and waited for a processor that others had; it is busy with both. */
export type LoopTimes = { readonly ranMs: number; readonly waitedMs: number; readonly busyMs: number };

export function readLoopTimes(pid: number): LoopTimes {
  try {
    const [ranMs = Number.NaN, waitedMs = Number.NaN] = readFileSync(`/proc/${pid}/schedstat`, "utf8")
      .split(" ")
      .map((ns) => Number(ns) / 1e6);
    return { ranMs, waitedMs, busyMs: ranMs + waitedMs };
  } catch {
    return { ranMs: Number.NaN, waitedMs: Number.NaN, busyMs: Number.NaN };
  }
}

export function readFileFigures(data: string): FileFigures {
  using database = new Database(data, { readonly: true });
  const number = (query: string) => Number(database.query(query).values()[0]?.[0]);
  const count = (table: string) => number(`SELECT count(*) FROM ${table}`);
  const usedPages = number("PRAGMA page_count") - number("PRAGMA freelist_count");
  return {
    usedBytes: usedPages * number("PRAGMA page_size"),
    savedRooms: count("rooms"),
    chunks: count("chunks"),
    nonces: count("nonces"),
    savedAccounts: count("accounts"),
    tombs: count("tombs"),
  };
}

function countDescriptors(pid: number): number {
  try {
    return readdirSync(`/proc/${pid}/fd`).length;
  } catch {
    return Number.NaN;
  }
}

function countThreads(pid: number): number {
  try {
    return Number(/^Threads:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
  } catch {
    return Number.NaN;
  }
}

const sizeOf = (path: string) => statSync(path, { throwIfNoEntry: false })?.size ?? 0;
