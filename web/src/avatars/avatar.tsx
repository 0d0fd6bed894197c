// A member's face: the picture they chose, or the initial on their own colour, also while a picture can't be had.
import { createSignal, Show } from "solid-js";
import { hueOf, initialOf } from "../ui/member-color.ts";
import { avatarUrl } from "./avatars.ts";
import "./avatar.css";

export function Avatar(props: { id: string; name: string; avatar?: string | null | undefined }) {
  const [broken, setBroken] = createSignal<string>();
  const picture = () => {
    const address = avatarUrl(props.avatar ?? null);
    return address === broken() ? undefined : address;
  };
  return (
    <span class="avatar" aria-hidden="true" style={{ "--hue": hueOf(props.id) }}>
      <Show when={picture()} fallback={initialOf(props.name)}>
        {(address) => <img src={address()} alt="" draggable={false} onError={() => setBroken(address())} />}
      </Show>
    </span>
  );
}
