import { expect, test } from "bun:test";
import { leaveWarning, wayBack } from "./leave-warning.ts";

const [owner, admin, member] = [{ role: "owner" }, { role: "admin" }, { role: "member" }] as const;

test("S20: how one comes back depends on the entry, and on a role that lets one in regardless", () => {
  const entries = ["open", "password", "knock", "locked", "members"] as const;
  const waysOf = (role: "owner" | "admin" | "member") => entries.map((entry) => wayBack({ role, entry, others: [] }));
  expect(waysOf("member")).toEqual(["open", "password", "knock", "invite", "invite"]);
  expect(waysOf("admin")).toEqual(["open", "open", "open", "open", "invite"]);
  expect(waysOf("owner")).toEqual(["open", "open", "open", "open", "open"]);
});

test("S20: the owner, the last host, an admin of members only and those who are shut out are asked, others are not", () => {
  expect(leaveWarning({ ...owner, entry: "open", others: [admin] }, false)).toBe("ownerLeaves");
  expect(leaveWarning({ ...owner, entry: "open", others: [admin] }, true)).toBe("ownerForgets");
  expect(leaveWarning({ ...admin, entry: "members", others: [owner] }, false)).toBe("adminLeaves");
  expect(leaveWarning({ ...admin, entry: "open", others: [member] }, false)).toBe("lastHostLeaves");
  expect(leaveWarning({ ...admin, entry: "locked", others: [owner] }, true)).toBeUndefined();
  expect(leaveWarning({ ...member, entry: "locked", others: [owner] }, false)).toBe("closed");
  expect(leaveWarning({ ...member, entry: "knock", others: [owner] }, false)).toBeUndefined();
});
