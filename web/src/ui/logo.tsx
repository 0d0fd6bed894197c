// The mayfly, in the colour of the text around it.
import "./logo.css";

export function Mark() {
  return <span class="mark" aria-hidden="true" />;
}
