/** A clock that stands still until a test sets `now` (epoch ms). */
export class FakeClock {
  now: number;

  constructor(now = Date.parse("2026-01-01T00:00:00Z")) {
    this.now = now;
  }

  readonly read = (): number => this.now;
}
