// POST /api/sessions issues a token for a new or the same member; GET /api/names suggests a name. Rules I1 to I3.
import { Elysia } from "elysia";
import { adjectives, animals, uniqueNamesGenerator } from "unique-names-generator";
import { Refusal } from "#protocol/error-codes";
import { NameBody, SessionBody, SessionRequest } from "#protocol/http";
import { cleanLabel, nameProblem } from "#protocol/text";
import { createMemberId } from "../../chat/lib/ids.ts";
import type { Random } from "../../chat/lib/ports.ts";
import { badField } from "../../chat/lib/refusals.ts";
import type { AppContext } from "../request/app-context.ts";
import { authenticate } from "../request/authenticate.ts";
import { ERROR_RESPONSES, refuse } from "../request/errors.ts";
import { jsonBody } from "../request/json-body.ts";

export const sessionsRoutes = (context: AppContext) =>
  new Elysia({ name: "sessions", detail: { tags: ["Sessions"] } })
    .use(authenticate(context))
    .post(
      "/api/sessions",
      ({ body, member, requester, set, status }) => {
        // Checked first, so that a session that is refused isn't counted.
        const isAccount = member?.signIn !== undefined;
        if (isAccount && (body.name !== undefined || body.avatar !== undefined)) return refuse(set, NAME_OF_ACCOUNT);
        const name = cleanLabel(body.name ?? member?.name ?? suggestName(context.random));
        const problem = isAccount ? undefined : nameProblem(name);
        if (problem !== undefined) return refuse(set, badField("name", problem));
        const tooMany = context.rateLimits.spend("sessions", requester);
        if (tooMany !== undefined) return refuse(set, tooMany);
        if (member?.signIn !== undefined) {
          const { signIn, ...own } = member;
          return status(201, { token: context.tokens.issueForAccount(own, signIn).token, member: own });
        }
        const avatar = body.avatar === undefined ? (member?.avatar ?? null) : body.avatar;
        const issued = { id: member?.id ?? createMemberId(context.random), name, avatar };
        return status(201, { token: context.tokens.issueGuest(issued), member: issued });
      },
      {
        ...jsonBody(SessionRequest),
        response: { 201: SessionBody, ...ERROR_RESPONSES },
        detail: {
          summary: "Get a token",
          description: "With a valid token, you get a new one for the same member, with the name you send.",
        },
      },
    )
    .get(
      "/api/names",
      ({ requester, set }) => {
        const tooMany = context.rateLimits.spend("sessions", requester);
        if (tooMany !== undefined) return refuse(set, tooMany);
        set.headers["cache-control"] = "no-store";
        return { name: suggestName(context.random) };
      },
      {
        response: { 200: NameBody, ...ERROR_RESPONSES },
        detail: { summary: "Suggest a name", description: "A different one each time. It isn't reserved." },
      },
    );

const NAME_OF_ACCOUNT = new Refusal("not_allowed", "An account's name and avatar are changed with PATCH /api/me.");

/** Returns an adjective and an animal, as in "BraveWolf". */
export function suggestName(random: Random): string {
  const seed = new Uint32Array(1);
  random(new Uint8Array(seed.buffer));
  const dictionaries = [adjectives, animals].map((words) => words.filter((word) => /^[a-z]{3,10}$/.test(word)));
  return uniqueNamesGenerator({ dictionaries, separator: "", style: "capital", seed: seed[0] ?? 0 });
}
