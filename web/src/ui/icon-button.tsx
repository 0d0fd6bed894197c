import type { JSX } from "solid-js";

/** Shows the icon of a button: a line of `d` on a field of 20 × 20, in the colour of the text around it. */
export function Glyph(props: { d: string }) {
  return (
    <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true" fill="none" stroke="currentColor">
      <path d={props.d} stroke-width="2" stroke-linecap="round" stroke-linejoin="round" />
    </svg>
  );
}

/** Downloads something. */
export const DOWNLOAD_GLYPH = "M10 3v10M5.5 9 10 13.5 14.5 9M4 17h12";

/**
 * Shows a button with only an icon. Its label is its tooltip and what screen readers say. Only lazily loaded code uses it:
 * the first load has so few such buttons that this component would make it larger.
 */
export function IconButton(props: {
  label: string;
  look?: "quiet";
  opensDialog?: boolean;
  isDisabled?: boolean;
  onClick: (event: MouseEvent & { currentTarget: HTMLButtonElement }) => void;
  children: JSX.Element;
}) {
  return (
    <button
      type="button"
      data-look={props.look}
      aria-label={props.label}
      aria-haspopup={props.opensDialog ? "dialog" : undefined}
      title={props.label}
      disabled={props.isDisabled}
      onClick={(event) => props.onClick(event)}
    >
      {props.children}
    </button>
  );
}
