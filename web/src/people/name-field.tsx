import { createSignal, Show } from "solid-js";
import { Avatar } from "../avatars/avatar.tsx";
import { t } from "../i18n/t.ts";
import { useCurrentUser } from "../room/current-user.ts";
import { createLazyComponent, Later } from "../ui/lazy-component.tsx";
import "./name-field.css";

const AvatarPickerPopover = createLazyComponent(() => import("./avatar-picker-popover.tsx"), "AvatarPickerPopover");
const NameEditor = createLazyComponent(() => import("./name-editor.tsx"), "NameEditor");

/** Shows your own avatar and name, each a button that lets you change it in place. */
export function NameField() {
  const currentUser = useCurrentUser();
  const [editing, setEditing] = createSignal<"avatar" | "name">();
  // The name may still be saving when the avatar's popover opens: closing the one must not close the other.
  const stopEditing = (part: "avatar" | "name") => setEditing((current) => (current === part ? undefined : current));
  /** The avatar that comes with a name which isn't saved yet. */
  const [previewedAvatar, previewAvatar] = createSignal<string>();
  let avatarButton!: HTMLButtonElement;
  let nameButton!: HTMLButtonElement;

  return (
    <Show when={currentUser.you()}>
      {(you) => (
        <Later>
          <div class="name-field">
            <button
              ref={avatarButton}
              class="name-field-avatar"
              type="button"
              data-look="quiet"
              aria-label={t().changeAvatar}
              aria-haspopup="dialog"
              title={t().changeAvatar}
              onClick={() => setEditing("avatar")}
            >
              <Avatar id={you().id} name={you().name} avatar={previewedAvatar() ?? you().avatar} />
            </button>
            <button
              ref={nameButton}
              class="name-field-name"
              type="button"
              data-look="quiet"
              hidden={editing() === "name"}
              onClick={() => setEditing("name")}
            >
              <span class="name-field-text" dir="auto">
                {you().name}
              </span>
              <span class="visually-hidden">{t().changeName}</span>
            </button>
            <Show when={editing() === "name"}>
              <NameEditor
                previewAvatar={previewAvatar}
                close={(byKey) => {
                  stopEditing("name");
                  if (byKey) nameButton.focus();
                }}
              />
            </Show>
            <Show when={editing() === "avatar"}>
              <AvatarPickerPopover anchor={avatarButton} close={() => stopEditing("avatar")} />
            </Show>
          </div>
        </Later>
      )}
    </Show>
  );
}
