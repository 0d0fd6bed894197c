import { type Component, createComponent, createSignal, type JSX, Show } from "solid-js";
import { inNextTask } from "../browser/next-task.ts";
import { loadLazyTexts } from "../i18n/t.ts";

const MIN_RETRY_MS = 1000;
const MAX_RETRY_MS = 15_000;

/**
 * Creates a component whose code and texts are loaded when it is first mounted; until then its fallback is shown.
 * @param load only imports the module: if it also took the component out, the build would contain its name three times
 * @param name of the component in the module
 */
export function createLazyComponent<Name extends string, Module extends Record<Name, Component<never>>>(
  load: () => Promise<Module>,
  name: Name,
  fallback?: Module[Name],
): Module[Name];
export function createLazyComponent(
  load: () => Promise<Record<string, Component>>,
  name: string,
  fallback?: Component,
): Component {
  const [component, setComponent] = createSignal<Component>();
  let isLoading = false;
  function fetchIt(retryAfterMs: number): void {
    Promise.all([load(), loadLazyTexts()]).then(
      ([module]) => setComponent(() => module[name]),
      // The network may be back soon.
      () => setTimeout(fetchIt, retryAfterMs, Math.min(2 * retryAfterMs, MAX_RETRY_MS)),
    );
  }
  return (props) => {
    if (!isLoading) {
      isLoading = true;
      fetchIt(MIN_RETRY_MS);
    }
    return (
      <Show when={component()} fallback={fallback?.(props)}>
        {(loaded) => createComponent(loaded(), props)}
      </Show>
    );
  };
}

/** Builds what is inside in a task of its own. */
export function Later(props: { children: JSX.Element }) {
  const [isDue, setDue] = createSignal(false);
  inNextTask(() => setDue(true));
  return <Show when={isDue()}>{props.children}</Show>;
}
