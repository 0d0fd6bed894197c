import type { JSX } from "solid-js";

/** A button that shows only an icon. Its label is its tooltip and what screen readers say. */
export function IconButton(props: {
  label: string;
  class?: string;
  look?: "primary" | "quiet";
  opensDialog?: boolean;
  disabled?: boolean;
  ref?: HTMLButtonElement | ((button: HTMLButtonElement) => void);
  onMouseDown?: (event: MouseEvent) => void;
  onClick: (event: MouseEvent & { currentTarget: HTMLButtonElement }) => void;
  children: JSX.Element;
}) {
  return (
    <button
      ref={props.ref}
      class={props.class}
      type="button"
      data-look={props.look}
      aria-label={props.label}
      aria-haspopup={props.opensDialog ? "dialog" : undefined}
      title={props.label}
      disabled={props.disabled}
      onMouseDown={(event) => props.onMouseDown?.(event)}
      onClick={(event) => props.onClick(event)}
    >
      {props.children}
    </button>
  );
}
