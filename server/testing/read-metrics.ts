import type { ApiClient, RequestOptions } from "./api-client.ts";

/** Returns every line of /metrics that has a number: by its name, with its labels as they are written. */
export async function readMetrics(
  server: Pick<ApiClient, "ask">,
  options?: RequestOptions,
): Promise<Record<string, number>> {
  const { status, text } = await server.ask("GET", "metrics", options);
  if (status !== 200) throw new Error(`${status} ${text}`);
  const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return Object.fromEntries(
    lines.map((line) => {
      const [, name = "", value] = /^(\S+) (\S+)$/.exec(line) ?? [];
      return [name, Number(value)];
    }),
  );
}
