// POST /api/sessions: a member id for life, with a name to begin with; GET /api/names: another suggestion. Rules I1 to I3.
import { Elysia } from "elysia";
import { adjectives, animals, uniqueNamesGenerator } from "unique-names-generator";
import { Refusal } from "#protocol/error-codes";
import { NameBody, SessionBody, SessionRequest } from "#protocol/http";
import { cleanLabel, nameProblem } from "#protocol/text";
import { memberId } from "../../chat/lib/ids.ts";
import type { Random } from "../../chat/lib/ports.ts";
import type { Node } from "../request/app-context.ts";
import { identify } from "../request/authenticate.ts";
import { ERRORS, refuse } from "../request/errors.ts";
import { jsonBody } from "../request/json-body.ts";

export const sessions = (node: Node) =>
  new Elysia({ name: "sessions", detail: { tags: ["Sessions"] } })
    .use(identify(node))
    .post(
      "/api/sessions",
      ({ body, member, asked, set, status }) => {
        const tooMany = node.visitors.spend("sessions", asked);
        if (tooMany !== undefined) return refuse(set, tooMany);
        if (member?.signIn !== undefined) {
          if (body.name !== undefined || body.avatar !== undefined) return refuse(set, OWN_NAME);
          const { signIn, ...own } = member;
          return status(201, { token: node.tokens.issueTo(own, signIn).token, member: own });
        }
        const name = cleanLabel(body.name ?? member?.name ?? suggestName(node.random));
        const problem = nameProblem(name);
        if (problem !== undefined) return refuse(set, new Refusal("malformed", `name: ${problem}.`));
        const avatar = body.avatar === undefined ? (member?.avatar ?? null) : body.avatar;
        const issued = { id: member?.id ?? memberId(node.random), name, avatar };
        return status(201, { token: node.tokens.issue(issued), member: issued });
      },
      {
        ...jsonBody(SessionRequest),
        response: { 201: SessionBody, ...ERRORS },
        detail: {
          summary: "Get a token",
          description: "With a valid token in Authorization: a new one for the same member, under the name given.",
        },
      },
    )
    .get(
      "/api/names",
      ({ asked, set }) => {
        const tooMany = node.visitors.spend("sessions", asked);
        if (tooMany !== undefined) return refuse(set, tooMany);
        set.headers["cache-control"] = "no-store";
        return { name: suggestName(node.random) };
      },
      {
        response: { 200: NameBody, ...ERRORS },
        detail: { summary: "Have a name suggested", description: "Another one each time; it is nobody's yet." },
      },
    );

const OWN_NAME = new Refusal("not_allowed", "An account's name and avatar are changed with PATCH /api/me.");

/** An adjective and an animal: "BraveWolf". */
export function suggestName(random: Random): string {
  const seed = new Uint32Array(1);
  random(new Uint8Array(seed.buffer));
  const dictionaries = [adjectives, animals].map((words) => words.filter((word) => /^[a-z]{3,10}$/.test(word)));
  return uniqueNamesGenerator({ dictionaries, separator: "", style: "capital", seed: seed[0] ?? 0 });
}
