import { type Component, createComponent, createSignal, Show } from "solid-js";
import { loadLazyTexts } from "../i18n/t.ts";

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
  return (props) => {
    if (!isLoading) {
      isLoading = true;
      Promise.all([load(), loadLazyTexts()]).then(
        ([module]) => setComponent(() => module[name]),
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
