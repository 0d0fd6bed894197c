// The mayfly, in the colour of the text around it.
import "./mark.css";

export function Mark() {
  return <span class="mark" aria-hidden="true" />;
}
