/** Returns how much of a room's life is left: 1 at its beginning, 0 at its end; undefined for a room without an end. */
export function remainingLife(createdAt: string, expiresAt: string | null, now: number): number | undefined {
  if (expiresAt === null) return undefined;
  const [from, to] = [Date.parse(createdAt), Date.parse(expiresAt)];
  return to > from ? Math.min(1, Math.max(0, (to - now) / (to - from))) : 0;
}
