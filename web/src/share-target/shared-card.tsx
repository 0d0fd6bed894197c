import { createSignal, For, onCleanup, onMount, Show } from "solid-js";
import { SHARED_HASH, SHARED_KEY } from "../browser/shared-keys.ts";
import { tabStore } from "../browser/stores.ts";
import { shareTargetTexts } from "../i18n/parts/share-target-texts.ts";
import type { SharedItems } from "../service-worker/shared-items.ts";
import { CloseButton } from "../ui/close-button.tsx";
import { sharedHere } from "./shared-here.ts";
import "./shared-card.css";

/** Browsers show these by themselves. */
const PICTURE = /^image\/(?:png|jpeg|gif|webp|avif)$/;

/** Shows in the lobby what was shared with the client, and asks where to. The room that is opened next takes it along. */
export function SharedCard(props: { close: () => void }) {
  const [items, setItems] = createSignal<SharedItems>();
  const [isRead, setRead] = createSignal(false);
  onMount(async () => {
    setItems(
      await sharedHere()
        ?.read()
        .catch(() => undefined),
    );
    setRead(true);
  });
  tabStore.set(SHARED_KEY, "yes");
  if (location.hash === SHARED_HASH) history.replaceState(history.state, "", location.pathname + location.search);

  function discard(): void {
    tabStore.remove(SHARED_KEY);
    void sharedHere()
      ?.discard()
      .catch(() => {});
    props.close();
  }

  return (
    <Show when={isRead()}>
      <section class="lobby-card shared-card">
        <Show
          when={items()}
          fallback={
            <div class="shared-card-nothing">
              <p role="alert">{shareTargetTexts().notArrived}</p>
              <CloseButton onClick={discard} />
            </div>
          }
        >
          {(shared) => (
            <>
              <h2>{shareTargetTexts().whereTo}</h2>
              <ul class="shared-card-files">
                <For each={shared().files}>
                  {(file) => (
                    <li>
                      <Show when={PICTURE.test(file.type)}>
                        <Thumbnail file={file} />
                      </Show>
                      <bdi>{file.name}</bdi>
                    </li>
                  )}
                </For>
              </ul>
              <Show when={shared().text}>
                {(text) => (
                  <blockquote class="shared-card-text" dir="auto">
                    {text()}
                  </blockquote>
                )}
              </Show>
              <p role="status">{shareTargetTexts().howTo}</p>
              <button type="button" onClick={discard}>
                {shareTargetTexts().discard}
              </button>
            </>
          )}
        </Show>
      </section>
    </Show>
  );
}

function Thumbnail(props: { file: File }) {
  const address = URL.createObjectURL(props.file);
  onCleanup(() => URL.revokeObjectURL(address));
  return <img src={address} alt="" decoding="async" />;
}
