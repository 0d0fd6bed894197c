import type { JSX } from "solid-js";

/**
 * A button that shows only an icon. Its label is its tooltip and what screen readers say. For code that is loaded later: in
 * the first load, which has few such buttons, their attributes weigh less than this.
 */
export function IconButton(props: {
  label: string;
  look?: "quiet";
  opensDialog?: boolean;
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
      onClick={(event) => props.onClick(event)}
    >
      {props.children}
    </button>
  );
}
