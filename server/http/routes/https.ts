// GET /api/https: where a page that came over http finds this server's https. Rule N18.
import { Elysia } from "elysia";
import { HttpsBody } from "#protocol/http";
import type { AppContext } from "../request/app-context.ts";
import { ERROR_RESPONSES } from "../request/errors.ts";

export const httpsRoute = ({ https }: AppContext) =>
  new Elysia({ name: "https", detail: { tags: ["Health"] } }).get("/api/https", () => ({ port: https.port ?? null }), {
    response: { 200: HttpsBody, ...ERROR_RESPONSES },
    detail: { summary: "Where https is" },
  });
