import "./logo.css";

/** Shows the mayfly, in the colour of the text around it. */
export function Logo() {
  return <span class="mark" aria-hidden="true" />;
}
