// The log for operators, one line per event. Fields can only be numbers and booleans, so that no address, name, token, code
// or text can be logged (rules I6, N32, N33). Only a fault, an unexpected error of the program, is logged with its error's text.
import type { Config } from "./config/config.ts";

type Level = "info" | "warn" | "error";
type Fields = Readonly<Record<string, number | boolean>>;

export type Logger = {
  info(message: string, fields?: Fields): void;
  warn(message: string, fields?: Fields): void;
  /** @param id is shown to the person it happened to, so that this line can be found */
  fault(
    id: string,
    where: "http" | "socket" | "journal" | "files" | "mdns" | "redis" | "tick" | "process",
    error: unknown,
  ): void;
  /** How many faults were logged. */
  readonly faultCount: number;
};

/** Creates a logger. @param write is called with one whole line, which includes its line break */
export function createLogger(
  format: Config["log"],
  write: (line: string) => void,
  clock: () => number = Date.now,
): Logger {
  let faultCount = 0;
  const line = (level: Level, message: string, fields: Readonly<Record<string, unknown>> = {}) => {
    const time = new Date(clock()).toISOString();
    if (format === "json") return write(`${JSON.stringify({ time, level, message, ...fields })}\n`);
    const pairs = Object.entries(fields).map(([name, value]) => ` ${name}=${formatValue(value)}`);
    write(`${time} ${level} ${message}${pairs.join("")}\n`);
  };
  return {
    info: (message, fields) => line("info", message, fields),
    warn: (message, fields) => line("warn", message, fields),
    fault: (id, where, error) => {
      faultCount++;
      line("error", "fault", { id, where, error: errorText(error) });
    },
    get faultCount() {
      return faultCount;
    },
  };
}

/** The errors of the system and of SQLite, which quote nothing but paths of the operator's. */
const SYSTEM_CODE = /^(E[A-Z0-9]+|SQLITE_\w+)$/;

/** Returns the error's name, message and stack, without what the message quotes. */
function errorText(error: unknown): string {
  if (!(error instanceof Error)) return withoutQuotes(String(error));
  const { name, message, stack = `${name}: ${message}` } = error;
  const { code } = error as { code?: unknown };
  return SYSTEM_CODE.test(String(code)) ? stack : stack.replace(message, () => withoutQuotes(message));
}

/** The engine quotes what it can't read, as in `Unexpected identifier "Ada"`: it may be what somebody wrote. */
function withoutQuotes(text: string): string {
  return text.replace(/(["`]).*\1/gs, "…").replace(/(?<!\w)'.*'/gs, "…");
}

/** Quotes a string, which keeps a stack's many lines in one. */
function formatValue(value: unknown): string {
  return typeof value === "string" && !/^[\w.-]+$/.test(value) ? JSON.stringify(value) : String(value);
}
