const PATHS = {
  react: "M17.5 9.5A7.5 7.5 0 1 1 10.5 2.5M7 8.2v.1M12.6 8.2v.1M6.6 11.6a3.9 3.9 0 0 0 6.4 0M16 1.5v5M13.5 4h5",
  reply: "M8 4 3 9l5 5M3.5 9H12a5 5 0 0 1 5 5v2",
  more: "M4 10h.01M10 10h.01M16 10h.01",
  copy: "M7 7V3.5h9.5V13H13M3.5 7H13v9.5H3.5z",
  pin: "M7 3h6l-.7 5 2.7 3.5H5L7.7 8zM10 11.5V17.5",
  edit: "m12.5 4 3.5 3.5M3.5 16.5l.8-3.6L13.8 3.4a1.4 1.4 0 0 1 2 0l.8.8a1.4 1.4 0 0 1 0 2L7.1 15.7z",
  delete: "M3.5 5.5h13M8 5.5v-2h4v2M5 5.5l.8 11h8.4l.8-11M8.5 9v4.5M11.5 9v4.5",
  mute: "M8 3.5h4v7H8zM5 9.5a5 5 0 0 0 10 0M10 14.5v2.5M3 3l14 14",
  leave: "M12 3.5H4.5v13H12M9 10h8.5M14.5 7l3 3-3 3",
  ban: "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM5 5l10 10",
} as const;

/** Shows the icon of a message action, in the colour of the text around it. */
export function MessageIcon(props: { is: keyof typeof PATHS }) {
  return (
    <svg
      class="message-icon"
      data-is={props.is}
      width="18"
      height="18"
      viewBox="0 0 20 20"
      aria-hidden="true"
      fill="none"
      stroke="currentColor"
    >
      <path
        d={PATHS[props.is]}
        stroke-width={props.is === "more" ? 2.4 : 1.6}
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  );
}
