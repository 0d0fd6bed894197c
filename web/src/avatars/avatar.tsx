import { createSignal, Show } from "solid-js";
import { memberHue, memberInitial } from "../ui/member-color.ts";
import { avatarUrl } from "./avatars.ts";
import "./avatar.css";

/** Shows the picture a member chose; without one, or if it can't be loaded, their initial on their own colour. */
export function Avatar(props: { id: string; name: string; avatar?: string | null | undefined }) {
  const [failedUrl, setFailedUrl] = createSignal<string>();
  const pictureUrl = () => {
    const address = avatarUrl(props.avatar ?? null);
    return address === failedUrl() ? undefined : address;
  };
  return (
    <span class="avatar" aria-hidden="true" style={{ "--hue": memberHue(props.id) }}>
      <Show when={pictureUrl()} fallback={memberInitial(props.name)}>
        {(address) => <img src={address()} alt="" draggable={false} onError={() => setFailedUrl(address())} />}
      </Show>
    </span>
  );
}
