import { BASE_URL } from "../browser/route.ts";
import { toApiError, UNREACHABLE } from "./api-error.ts";
import { fetchInTime } from "./fetch-in-time.ts";

/**
 * Asks the server whether it is there, and whether it takes requests of this page: browsers name the page in a POST only.
 * Whatever else answers in its place counts as nobody. Rule W24.
 */
export async function askServer(): Promise<"away" | "there" | "foreign"> {
  const answer = await fetchInTime(new URL("api/doctor", BASE_URL), { method: "POST", body: "{}" });
  if (answer.ok) return "there";
  const refusal = toApiError(await answer.json());
  if (refusal === UNREACHABLE) return "away";
  return refusal.code === "wrong_origin" ? "foreign" : "there";
}
