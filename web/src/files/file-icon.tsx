import type { FileKind } from "./file-kind.ts";

const SHEET = "M5 2.5h6.5L16 7v10a1.5 1.5 0 0 1-1.5 1.5h-9A1.5 1.5 0 0 1 4 17V4a1.5 1.5 0 0 1 1-1.5Z";
const PATHS: Readonly<Record<FileKind, string>> = {
  picture: "M3 4.5h14v11H3zM3 13l4-4 4 4 2.5-2.5L17 14M13 8h.1",
  video: "M3 5h9.5v10H3zM12.5 9 17 6.5v7L12.5 11",
  sound: "M7 15V5l9-2v10M7 15a2.2 2.2 0 1 1-2.2-2.2A2.2 2.2 0 0 1 7 15Zm9-2a2.2 2.2 0 1 1-2.2-2.2A2.2 2.2 0 0 1 16 13Z",
  other: `${SHEET}M11 2.5V7.5h5`,
};

/** Shows what kind of file it is. */
export function FileIcon(props: { kind: FileKind }) {
  return (
    <svg
      class="file-icon"
      width="24"
      height="24"
      viewBox="0 0 20 20"
      aria-hidden="true"
      fill="none"
      stroke="currentColor"
    >
      <path d={PATHS[props.kind]} stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round" />
    </svg>
  );
}
