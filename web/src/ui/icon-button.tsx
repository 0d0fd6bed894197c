import type { JSX } from "solid-js";

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
