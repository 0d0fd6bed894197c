// Your name in the composer's corner, changeable in place.
import { createSignal, Show } from "solid-js";
import { makeLate } from "../primitives/late.tsx";
import { useRoom } from "../room/context.ts";
import { Avatar } from "./avatar.tsx";
import "./namefield.css";
import { w } from "../words/words.ts";

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
            onClick={() => setEditing(true)}
          >
            <Avatar id={you().id} name={you().name} />
            <span class="namefield-text" dir="auto">
              {you().name}
            </span>
            <span class="unseen">{w().nameToChange}</span>
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
