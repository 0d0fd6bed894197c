/** Runs a generator to its end and returns its result. After each `yield` in it, other work has its turn. */
export async function iterateYielding<T>(generator: Generator<undefined, T>): Promise<T> {
  for (;;) {
    const step = generator.next();
    if (step.done) return step.value;
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}
