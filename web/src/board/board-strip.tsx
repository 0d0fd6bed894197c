import { createSignal, createUniqueId, For, Show } from "solid-js";
import type { Pin } from "#protocol/frames";
import { roomAddress } from "../browser/route.ts";
import { boardTexts } from "../i18n/parts/board-texts.ts";
import { excerptOf } from "../message/excerpt.ts";
import { jumpToMessageIn } from "../message/jump-to-message.ts";
import { MessageIcon } from "../message/message-icon.tsx";
import { interactionIn } from "../message/message-interaction.ts";
import { useRoom } from "../room/room-context.ts";
import { findMessage } from "../sync/event-list.ts";
import { TakePin, TakePinShortly, UnpinButton } from "./pin-actions.tsx";
import { PinContent } from "./pin-content.tsx";
import { shownPins } from "./shown-pins.ts";
import "./board-strip.css";

const OPEN_KEY = "boardOpen";

const fileNames = ({ files = [] }: Pin) => files.map(({ name }) => name).join(", ");

/** The board at the top of the room: its newest pin in one line, or all of them. */
export function BoardStrip() {
  const room = useRoom();
  const listId = createUniqueId();
  const [isOpen, setOpen] = createSignal(room.browserStore.get(OPEN_KEY) === "yes");
  const [lost, setLost] = createSignal<string>();
  const pins = () => shownPins(room);
  const newest = () => pins()[0];

  function toggle(): void {
    setOpen(!isOpen());
    if (isOpen()) room.browserStore.set(OPEN_KEY, "yes");
    else room.browserStore.remove(OPEN_KEY);
  }

  async function goTo({ id }: Pin, byKeyboard: boolean): Promise<void> {
    const interaction = interactionIn(room);
    if (interaction === undefined) return;
    await jumpToMessageIn(room, interaction).jumpTo(id, byKeyboard);
    setLost(findMessage(room.log(), id) === undefined ? id : undefined);
  }

  return (
    <Show when={newest()}>
      {(newest) => (
        <section class="board-strip" aria-label={boardTexts().board}>
          <div class="board-strip-line">
            <Show when={!isOpen()} fallback={<h2>{boardTexts().board}</h2>}>
              <button
                type="button"
                class="board-strip-newest"
                title={boardTexts().goToMessage}
                onClick={(event) => void goTo(newest(), event.detail === 0)}
              >
                <MessageIcon is="pin" />
                <span dir="auto">{excerptOf(newest().message) || fileNames(newest())}</span>
              </button>
              <div class="board-strip-actions">
                <TakePinShortly pin={newest()} />
              </div>
            </Show>
            <button
              type="button"
              class="board-strip-toggle"
              data-look="quiet"
              aria-expanded={isOpen()}
              aria-controls={listId}
              aria-label={isOpen() ? boardTexts().showLess : boardTexts().showAll(pins().length)}
              title={isOpen() ? boardTexts().showLess : boardTexts().showAll(pins().length)}
              onClick={toggle}
            >
              <Show when={!isOpen() && pins().length > 1}>
                <span aria-hidden="true">{pins().length}</span>
              </Show>
              <svg width="16" height="16" viewBox="0 0 20 20" aria-hidden="true" fill="none" stroke="currentColor">
                <path d="m4.5 7.5 5.5 5.5 5.5-5.5" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" />
              </svg>
            </button>
          </div>
          <div id={listId} class="board-strip-all" hidden={!isOpen()}>
            <Show when={isOpen()}>
              <ol tabindex="0" aria-label={boardTexts().board}>
                <For each={pins()}>
                  {(pin) => (
                    <li>
                      <PinContent pin={pin} />
                      <div class="board-strip-actions">
                        <TakePin pin={pin} />
                        <button type="button" data-look="quiet" onClick={(event) => void goTo(pin, event.detail === 0)}>
                          {boardTexts().goToMessage}
                        </button>
                        <UnpinButton pin={pin} />
                      </div>
                      <p class="hint" role="status">
                        {lost() === pin.id ? boardTexts().onlyHere : ""}
                      </p>
                    </li>
                  )}
                </For>
              </ol>
              <a
                href={`${roomAddress(room.state().room?.shownCode ?? room.code)}/board`}
                target="_blank"
                rel="noopener"
              >
                {boardTexts().showOnScreen}
              </a>
            </Show>
          </div>
          <p class="visually-hidden" role="status">
            {!isOpen() && lost() === newest().id ? boardTexts().onlyHere : ""}
          </p>
        </section>
      )}
    </Show>
  );
}
