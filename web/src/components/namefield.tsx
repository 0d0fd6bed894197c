// Your name in the composer's corner, changeable in place.
import { createSignal, Show } from "solid-js";
import { makeLate } from "../primitives/late.tsx";
import { useRoom } from "../room/context.ts";
import { Avatar } from "./avatar.tsx";
import "./namefield.css";

const NameEditor = makeLate(async () => (await import("./nameeditor.tsx")).NameEditor);

export function NameField() {
  const room = useRoom();
  const [isEditing, setEditing] = createSignal(false);
  let opener!: HTMLButtonElement;

  return (
    <Show when={room.state().you}>
      {(you) => (
        <div class="namefield">
          <button
            ref={opener}
            class="namefield-name"
            type="button"
            data-look="quiet"
            hidden={isEditing()}
            aria-label={`Your name: ${you().name}. Change it`}
            onClick={() => setEditing(true)}
          >
            <Avatar id={you().id} name={you().name} />
            <span dir="auto">{you().name}</span>
            <svg width="14" height="14" viewBox="0 0 16 16" aria-hidden="true" fill="none" stroke="currentColor">
              <path d="m10.5 3 2.5 2.5L5.5 13 2 14l1-3.5z" stroke-width="1.4" stroke-linejoin="round" />
            </svg>
          </button>
          <Show when={isEditing()}>
            <NameEditor
              close={(byKey) => {
                setEditing(false);
                if (byKey) opener.focus();
              }}
            />
          </Show>
        </div>
      )}
    </Show>
  );
}
