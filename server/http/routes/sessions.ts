// POST /api/sessions issues a token for a new or the same member; GET /api/names suggests a name. Rules I1 to I3, I9, I10.
import { Elysia } from "elysia";
import { Refusal } from "#protocol/error-codes";
import { NameBody, NameQuery, SessionBody, SessionRequest } from "#protocol/http";
import { cleanLabel, nameProblem } from "#protocol/names";
import { createMemberId } from "../../chat/lib/ids.ts";
import { badField } from "../../chat/lib/refusals.ts";
import { suggestName } from "../../suggested-names/suggest-name.ts";
import type { AppContext } from "../request/app-context.ts";
import { authenticate } from "../request/authenticate.ts";
import { ERROR_RESPONSES, refuse } from "../request/errors.ts";
import { jsonBody } from "../request/json-body.ts";
import { wantedLanguages } from "../request/wanted-languages.ts";

export const sessionsRoutes = (context: AppContext) => {
  const suggest = (request: Request, { language, avatar }: { language?: string; avatar?: string | null }) =>
    suggestName(context.random, { languages: wantedLanguages(request, language), avatar });

  return new Elysia({ name: "sessions", detail: { tags: ["Sessions"] } })
    .use(authenticate(context))
    .post(
      "/api/sessions",
      ({ body, member, request, requester, set, status }) => {
        // Checked first, so that a session that is refused isn't counted.
        const isAccount = member?.signIn !== undefined;
        if (isAccount && (body.name !== undefined || body.avatar !== undefined)) return refuse(set, NAME_OF_ACCOUNT);
        const former = member ?? (body.name === undefined ? suggest(request, body) : { name: body.name, avatar: null });
        const name = cleanLabel(body.name ?? former.name);
        const problem = isAccount ? undefined : nameProblem(name);
        if (problem !== undefined) return refuse(set, badField("name", problem));
        const tooMany = context.rateLimits.spend("sessions", requester);
        if (tooMany !== undefined) return refuse(set, tooMany);
        if (member?.signIn !== undefined) {
          const { signIn, ...own } = member;
          return status(201, { token: context.tokens.issueForAccount(own, signIn).token, member: own });
        }
        const avatar = body.avatar === undefined ? former.avatar : body.avatar;
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
      ({ query, request, requester, set }) => {
        const tooMany = context.rateLimits.spend("sessions", requester);
        if (tooMany !== undefined) return refuse(set, tooMany);
        set.headers["cache-control"] = "no-store";
        return suggest(request, query);
      },
      {
        query: NameQuery,
        response: { 200: NameBody, ...ERROR_RESPONSES },
        detail: {
          summary: "Suggest a name",
          description: "A different one each time, with the avatar of its animal. It isn't reserved.",
        },
      },
    );
};

const NAME_OF_ACCOUNT = new Refusal("not_allowed", "An account's name and avatar are changed with PATCH /api/me.");
