import { type Component, createComponent, createSignal, type JSX, Show } from "solid-js";
import { loadLazyTexts } from "../i18n/t.ts";

/** Creates a component whose code and texts are loaded when it is first mounted; until then its fallback is shown. */
export function createLazyComponent<Props extends object>(
  load: () => Promise<Component<Props>>,
  fallback?: (props: Props) => JSX.Element,
): Component<Props> {
  const [component, setComponent] = createSignal<Component<Props>>();
  let isLoading = false;
  return (props: Props) => {
    if (!isLoading) {
      isLoading = true;
      Promise.all([load(), loadLazyTexts()]).then(
        ([loaded]) => setComponent(() => loaded),
        // A load that failed, as while offline, is tried again with the next mount.
        () => {
          isLoading = false;
        },
      );
    }
    return (
      <Show when={component()} fallback={fallback?.(props)}>
        {(loaded) => createComponent(loaded(), props)}
      </Show>
    );
  };
}
