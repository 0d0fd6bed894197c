import { createMemo } from "solid-js";
import { encode } from "uqr";
import "./qr-code.css";

/** The light margin that scanners need (ISO/IEC 18004). */
const QUIET_ZONE_MODULES = 4;

/** Returns an SVG path with each dark module as a square of one unit, row by row. */
function pathOf(modules: readonly (readonly boolean[])[]): string {
  return modules.map((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : "")).join("")).join("");
}

/** Draws a text as a QR code, dark on light in every theme. */
export function QrCode(props: { text: string; label: string }) {
  const code = createMemo(() => encode(props.text, { ecc: "M", border: QUIET_ZONE_MODULES }));
  return (
    <svg
      class="qr"
      role="img"
      aria-label={props.label}
      viewBox={`0 0 ${code().size} ${code().size}`}
      shape-rendering="crispEdges"
    >
      <path class="qr-light" d={`M0 0h${code().size}v${code().size}H0z`} />
      <path class="qr-dark" d={pathOf(code().data)} />
    </svg>
  );
}
