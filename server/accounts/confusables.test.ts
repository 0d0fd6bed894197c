import { expect, test } from "bun:test";
import fc from "fast-check";
import unhomoglyph from "unhomoglyph";
import { loadConfusableSkeleton } from "./confusables.ts";

test("U2: skeletons are the same as the package's own", async () => {
  const skeleton = await loadConfusableSkeleton();
  expect(skeleton("\u0430\u0435 I0 m \u{1d400}")).toBe("ae lO rn A");
  const units = ["grapheme", "binary"] as const;
  for (const unit of units) {
    fc.assert(
      fc.property(fc.string({ unit }), (text) => skeleton(text) === unhomoglyph(text)),
      { numRuns: 2000 },
    );
  }
});
