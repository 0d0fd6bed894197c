// The problems of a page, collected in it, for a driver that can't tell what a page's console says. Both functions run in the
// page. What happens before the page has loaded isn't seen.

type Watched = Window & { problemsSeen?: string[] };

/** Begins to collect errors, broken promises, files that don't load, what the policy forbids, and what the console is told. */
export function collectProblems(): void {
  const seen: string[] = [];
  (window as Watched).problemsSeen = seen;
  const note = (event: Event) => {
    const { message, reason, violatedDirective } = event as Partial<
      ErrorEvent & PromiseRejectionEvent & SecurityPolicyViolationEvent
    >;
    const { src, href } = (event.target ?? {}) as { src?: string; href?: string };
    seen.push(`${event.type}: ${message ?? reason ?? violatedDirective ?? src ?? href}`);
  };
  for (const type of ["error", "unhandledrejection", "securitypolicyviolation"]) addEventListener(type, note, true);
  for (const level of ["error", "warn"] as const) console[level] = (...said) => seen.push(said.join(" "));
}

/** Returns what was collected since the last call. */
export function takeProblems(): string[] {
  return (window as Watched).problemsSeen?.splice(0) ?? ["nothing was collected"];
}
