// What the soak's requests share.
import type { ApiResponse } from "../../testing/api-client.ts";

/** Connections that are kept for later requests would look like descriptors that somebody forgot. */
export const NO_KEEP_ALIVE = { connection: "close" };

/** What a request may answer whose room has ended in the meantime. */
export const GONE = [404, 410];

export function pick<T>(items: readonly T[], random: () => number): T | undefined {
  return items[Math.floor(random() * items.length)];
}

/** Returns the answer if it has this status, or if the member was kicked, signed out or left without a room meanwhile. */
export function expectUnlessGone(answer: ApiResponse, expected: number): ApiResponse {
  return answer.body?.error?.code === "kicked" ? answer : expectStatus(answer, expected, ...GONE, 401);
}

/** Returns the answer if it has one of these statuses. @throws otherwise */
export function expectStatus(answer: ApiResponse, ...expected: number[]): ApiResponse {
  if (expected.includes(answer.status)) return answer;
  throw new Error(`${answer.status} ${answer.body?.error?.code ?? ""} instead of ${expected.join(" or ")}`);
}
