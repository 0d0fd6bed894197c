// What accounts' devices have open, so that it is closed when they are signed out. Guests' cost nothing here. Rule U8.

/** A socket, or a stream. */
export interface Held {
  signedOut(): void;
}

export class SignIns {
  readonly #held = new Map<Held, string>();

  /** @param signIn the device that has it open; undefined for a guest's */
  hold(one: Held, signIn: string | undefined): void {
    if (signIn !== undefined) this.#held.set(one, signIn);
    else this.release(one);
  }

  release(one: Held): void {
    this.#held.delete(one);
  }

  /** Closes all that these have open. */
  end(signIns: ReadonlySet<string>): void {
    for (const [one, signIn] of [...this.#held]) if (signIns.has(signIn)) one.signedOut();
  }
}
