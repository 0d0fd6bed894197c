import { expect, test } from "bun:test";
import { CspEvaluator } from "csp_evaluator/dist/evaluator.js";
import { Severity } from "csp_evaluator/dist/finding.js";
import { CspParser } from "csp_evaluator/dist/parser.js";
import { contentSecurityPolicy } from "./security-headers.ts";

const highFindings = (policy: string) =>
  new CspEvaluator(new CspParser(policy).csp)
    .evaluate()
    .filter(({ severity }) => severity === Severity.HIGH || severity === Severity.SYNTAX)
    .map(({ directive, description }) => `${directive}: ${description}`);

test("S29: csp_evaluator finds nothing of high severity in the policy of pages, nor of those with a style of their own", () => {
  expect(highFindings("script-src 'unsafe-inline'; object-src *")).not.toEqual([]);
  for (const policy of [contentSecurityPolicy(), contentSecurityPolicy({ "style-src": "'sha256-abc='" })]) {
    expect(highFindings(policy)).toEqual([]);
  }
});
