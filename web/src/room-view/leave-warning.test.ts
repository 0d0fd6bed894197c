import { expect, test } from "bun:test";
import { leaveWarning, wayBack } from "./leave-warning.ts";

const [owner, admin, member] = [{ role: "owner" }, { role: "admin" }, { role: "member" }] as const;

test("S20: how one comes back depends on the entry, and on a role that lets one in regardless", () => {
  const entries = ["open", "password", "knock", "locked", "members"] as const;
  const waysOf = (role: "owner" | "admin" | "member") =>
    entries.map((entry) => wayBack({ role, entry, ends: true, others: [] }));
  expect(waysOf("member")).toEqual(["open", "password", "knock", "invite", "invite"]);
  expect(waysOf("admin")).toEqual(["open", "open", "open", "open", "invite"]);
  expect(waysOf("owner")).toEqual(["open", "open", "open", "open", "open"]);
});

test("S20: into a room without an end one may come back any time, and nothing is said of its end", () => {
  expect(wayBack({ ...member, entry: "open", ends: false, others: [] })).toBe("always");
  expect(wayBack({ ...owner, entry: "members", ends: false, others: [] })).toBe("always");
  expect(wayBack({ ...member, entry: "knock", ends: false, others: [] })).toBe("knock");
});

test("S20: the owner, the last host, an admin of members only and those who are shut out are asked, others are not", () => {
  expect(leaveWarning({ ...owner, ends: true, entry: "open", others: [admin] }, false)).toBe("ownerLeaves");
  expect(leaveWarning({ ...owner, ends: true, entry: "open", others: [admin] }, true)).toBe("ownerForgets");
  expect(leaveWarning({ ...admin, ends: true, entry: "members", others: [owner] }, false)).toBe("adminLeaves");
  expect(leaveWarning({ ...admin, ends: true, entry: "open", others: [member] }, false)).toBe("lastHostLeaves");
  expect(leaveWarning({ ...admin, ends: true, entry: "locked", others: [owner] }, true)).toBeUndefined();
  expect(leaveWarning({ ...member, ends: true, entry: "locked", others: [owner] }, false)).toBe("closed");
  expect(leaveWarning({ ...member, ends: true, entry: "knock", others: [owner] }, false)).toBeUndefined();
});
