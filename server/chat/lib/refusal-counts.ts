import { REFUSALS, type RefusalCode } from "#protocol/error-codes";

/**
 * How often each refusal was sent since the process started, over HTTP and on sockets. It belongs to the process, because
 * refusals are made into answers in many places that share nothing else.
 */
export const refusalCounts = Object.fromEntries(Object.keys(REFUSALS).map((code) => [code, 0])) as Record<
  RefusalCode,
  number
>;

export function countRefusal(code: RefusalCode): void {
  refusalCounts[code]++;
}
