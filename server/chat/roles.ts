// Who may do what: one table of roles and actions. Everything that decides asks `may`.
import type { Role } from "#protocol/frames";

export type Action = "talk" | "deleteAny" | "retitle" | "extend" | "end";

const TABLE: Record<Action, readonly Role[]> = {
  talk: ["owner", "admin", "member"],
  deleteAny: ["owner", "admin"],
  retitle: ["owner", "admin"],
  extend: ["owner"],
  end: ["owner"],
};

export function may(role: Role, action: Action): boolean {
  return TABLE[action].includes(role);
}
