// Who you are, in the composer's corner: your face and your name, each changeable in place.
import { createSignal, Show } from "solid-js";
import { Avatar } from "../avatars/avatar.tsx";
import { w } from "../i18n/t.ts";
import { useSelf } from "../room/current-user.ts";
import { makeLate } from "../ui/lazy-component.tsx";
import "./name-field.css";

const FacePicker = makeLate(async () => (await import("./avatar-picker-popover.tsx")).FacePicker);
const NameEditor = makeLate(async () => (await import("./name-editor.tsx")).NameEditor);

export function NameField() {
  const self = useSelf();
  const [changing, setChanging] = createSignal<"face" | "name">();
  // What is over later than the other began must not end that.
  const stop = (one: "face" | "name") => setChanging((now) => (now === one ? undefined : now));
  let face!: HTMLButtonElement;
  let name!: HTMLButtonElement;

  return (
    <Show when={self.you()}>
      {(you) => (
        <div class="namefield">
          <button
            ref={face}
            class="namefield-face"
            type="button"
            data-look="quiet"
            aria-label={w().changePicture}
            aria-haspopup="dialog"
            title={w().changePicture}
            onClick={() => setChanging("face")}
          >
            <Avatar id={you().id} name={you().name} avatar={you().avatar} />
          </button>
          <button
            ref={name}
            class="namefield-name"
            type="button"
            data-look="quiet"
            hidden={changing() === "name"}
            onClick={() => setChanging("name")}
          >
            <span class="namefield-text" dir="auto">
              {you().name}
            </span>
            <span class="unseen">{w().nameToChange}</span>
          </button>
          <Show when={changing() === "name"}>
            <NameEditor
              close={(byKey) => {
                stop("name");
                if (byKey) name.focus();
              }}
            />
          </Show>
          <Show when={changing() === "face"}>
            <FacePicker anchor={face} close={() => stop("face")} />
          </Show>
        </div>
      )}
    </Show>
  );
}
