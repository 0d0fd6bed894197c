/** The first words of the server's own addresses. No room can have one of them as its code. */
export const RESERVED_CODES = [
  ...["api", "ws", "docs", "admin", "doctor", "ca"],
  ...["assets", "healthz", "readyz", "metrics", "index", "static"],
];
