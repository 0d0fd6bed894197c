// The time at which a server ends with everything in it. It is kept in the data file, so that no restart puts it off.
// Rules C11, C12.

/** The name of the setting in the data file. */
export const LIFETIME_SETTING = "lifetime";

/** A lifetime as it is saved: how long it was to be, and when it is over, epoch ms. */
type SavedLifetime = { readonly lifetimeMs: number; readonly endsAt: number };

type Lifetime = {
  /** Infinite where the server has no end. */
  readonly endsAt: number;
  /** What is to be saved; undefined where that is saved already. */
  readonly toSave: string | undefined;
};

/** Returns whether what was saved is over by now, so that nothing of it may be used. @param saved "" where there is none */
export function isOver(saved: string, now: number): boolean {
  return (parse(saved)?.endsAt ?? Number.POSITIVE_INFINITY) <= now;
}

/**
 * Returns when a server ends that starts now. The end that was saved holds as long as the same lifetime is asked for; another
 * one counts from now.
 */
export function planLifetime(lifetimeMs: number | undefined, saved: string, now: number): Lifetime {
  const before = parse(saved);
  if (lifetimeMs === undefined) {
    return { endsAt: Number.POSITIVE_INFINITY, toSave: before === undefined ? undefined : "" };
  }
  if (before?.lifetimeMs === lifetimeMs) return { endsAt: before.endsAt, toSave: undefined };
  const lifetime: SavedLifetime = { lifetimeMs, endsAt: now + lifetimeMs };
  return { endsAt: lifetime.endsAt, toSave: JSON.stringify(lifetime) };
}

/** Erases a data file that no server has. @throws when that can't be done */
export async function eraseData(path: string): Promise<void> {
  // Imported only here, so that a server without a data file doesn't wait for SQLite.
  const { eraseDataFile } = await import("./engine/sqlite/erase-data-file.ts");
  eraseDataFile(path);
}

function parse(saved: string): SavedLifetime | undefined {
  return saved === "" ? undefined : JSON.parse(saved);
}
