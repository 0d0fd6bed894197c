// A component whose code, and words, are fetched when it is first wanted; until then its stand-in is there, or nothing.
import { type Component, createComponent, createSignal, type JSX, Show } from "solid-js";
import { laterWords } from "../i18n/t.ts";

export function makeLate<Props extends object>(
  load: () => Promise<Component<Props>>,
  standIn?: (props: Props) => JSX.Element,
): Component<Props> {
  const [component, setComponent] = createSignal<Component<Props>>();
  let isAsked = false;
  return (props: Props) => {
    if (!isAsked) {
      isAsked = true;
      Promise.all([load(), laterWords()]).then(
        ([loaded]) => setComponent(() => loaded),
        // A fetch that failed, as while offline, is tried again with the next mount.
        () => {
          isAsked = false;
        },
      );
    }
    return (
      <Show when={component()} fallback={standIn?.(props)}>
        {(loaded) => createComponent(loaded(), props)}
      </Show>
    );
  };
}
