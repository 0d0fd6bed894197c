// One line per event, for operators. Fields are numbers and booleans alone, so that no address, name, token, code or
// text can be logged (rule I6); only a fault, a mistake of our own, carries its error's words.
import type { Config } from "./config/config.ts";

type Level = "info" | "warn" | "error";
type Fields = Readonly<Record<string, number | boolean>>;

export type Logger = {
  info(event: string, fields?: Fields): void;
  warn(event: string, fields?: Fields): void;
  /** @param id what the person it happened to was shown, to find this line by */
  fault(id: string, where: "http" | "socket" | "journal" | "tick" | "process", error: unknown): void;
};

/** @param write takes one whole line, with its end */
export function createLogger(
  format: Config["log"],
  write: (line: string) => void,
  clock: () => number = Date.now,
): Logger {
  const line = (level: Level, event: string, fields: Readonly<Record<string, unknown>> = {}) => {
    const at = new Date(clock()).toISOString();
    if (format === "json") return write(`${JSON.stringify({ at, level, event, ...fields })}\n`);
    const pairs = Object.entries(fields).map(([name, value]) => ` ${name}=${shown(value)}`);
    write(`${at} ${level} ${event}${pairs.join("")}\n`);
  };
  return {
    info: (event, fields) => line("info", event, fields),
    warn: (event, fields) => line("warn", event, fields),
    fault: (id, where, error) => line("error", "fault", { id, where, error: wordsOf(error) }),
  };
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? `${error.name}: ${error.message}`) : String(error);
}

/** A string is quoted, which keeps a stack's many lines in one. */
function shown(value: unknown): string {
  return typeof value === "string" && !/^[\w.-]+$/.test(value) ? JSON.stringify(value) : String(value);
}
