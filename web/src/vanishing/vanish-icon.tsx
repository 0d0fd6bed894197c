import "./vanish-icon.css";

/** A small clock. */
export function VanishIcon(props: { size: number }) {
  return (
    <svg
      class="vanish-icon"
      width={props.size}
      height={props.size}
      viewBox="0 0 22 22"
      aria-hidden="true"
      fill="none"
      stroke="currentColor"
      stroke-width="1.7"
      stroke-linecap="round"
      stroke-linejoin="round"
    >
      <circle cx="11" cy="12.2" r="7.4" />
      <path d="M11 8.2v4.2l2.6 1.7M8.6 2.2h4.8" />
    </svg>
  );
}
