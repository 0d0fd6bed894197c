// A text as a QR code: one drawn path, dark on light whatever the theme, with the quiet zone readers need.
import { createMemo } from "solid-js";
import { encode } from "uqr";
import "./qr.css";

/** Modules around the code (ISO/IEC 18004). */
const QUIET = 4;

/** Every dark module as a square of one unit, row by row. */
function drawn(modules: readonly (readonly boolean[])[]): string {
  return modules.map((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : "")).join("")).join("");
}

export function Qr(props: { text: string; label: string }) {
  const code = createMemo(() => encode(props.text, { ecc: "M", border: QUIET }));
  return (
    <svg
      class="qr"
      role="img"
      aria-label={props.label}
      viewBox={`0 0 ${code().size} ${code().size}`}
      shape-rendering="crispEdges"
    >
      <path class="qr-light" d={`M0 0h${code().size}v${code().size}H0z`} />
      <path class="qr-dark" d={drawn(code().data)} />
    </svg>
  );
}
