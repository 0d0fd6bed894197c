// Long looks through everything, with pauses in which others have their turn.

export async function paused<T>(look: Generator<undefined, T>): Promise<T> {
  for (;;) {
    const step = look.next();
    if (step.done) return step.value;
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}
