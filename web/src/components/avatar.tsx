// A member's face: the initial on their own colour.
import { hueOf, initialOf } from "../text/hue.ts";
import "./avatar.css";

export function Avatar(props: { id: string; name: string }) {
  return (
    <span class="avatar" aria-hidden="true" style={{ "--hue": hueOf(props.id) }}>
      {initialOf(props.name)}
    </span>
  );
}
