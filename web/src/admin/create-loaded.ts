import { type Accessor, createEffect, createSignal, on, type Setter } from "solid-js";
import { ApiError, type Refusal } from "../api/api-error.ts";

export type Loaded<T> = {
  /** undefined until the first answer has come. */
  readonly value: Accessor<T | undefined>;
  readonly setValue: Setter<T | undefined>;
  /** Why the latest answer is none; the former value stays. */
  readonly problem: Accessor<Refusal | undefined>;
};

/**
 * Loads something now and whenever the question changes. Only the answer to the latest question counts.
 * @param question returns another object each time it is to be asked again
 */
export function createLoaded<Question extends object, T extends object>(
  question: Accessor<Question>,
  ask: (question: Question) => Promise<T | ApiError>,
): Loaded<T> {
  const [value, setValue] = createSignal<T>();
  const [problem, setProblem] = createSignal<Refusal>();
  let latest: Question | undefined;
  createEffect(
    on(question, async (asked) => {
      latest = asked;
      const answer = await ask(asked);
      if (latest !== asked) return;
      setProblem(answer instanceof ApiError ? answer : undefined);
      if (!(answer instanceof ApiError)) setValue(() => answer);
    }),
  );
  return { value, setValue, problem };
}
