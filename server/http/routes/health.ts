// /healthz and /readyz. Rule A10.
import { Elysia, t } from "elysia";
import { Refusal } from "#protocol/error-codes";
import type { AppContext } from "../request/app-context.ts";
import { ERROR_RESPONSES, refuse } from "../request/errors.ts";
import { ALIVE, ALIVE_TYPE } from "./liveness.ts";

export const healthRoutes = (context: AppContext) =>
  new Elysia({ name: "health", detail: { tags: ["Health"] } })
    .get("/healthz", ({ set }) => alive(set), { response: { 200: t.String() }, detail: { summary: "Alive" } })
    .get("/readyz", ({ set }) => readiness(context, set), {
      response: { 200: t.String(), ...ERROR_RESPONSES },
      detail: { summary: "Ready" },
    });

function alive(set: Parameters<typeof refuse>[0]): string {
  set.headers["content-type"] = ALIVE_TYPE;
  return ALIVE;
}

function readiness(context: AppContext, set: Parameters<typeof refuse>[0]) {
  if (context.isStopping()) return refuse(set, STOPPING);
  if (!context.isSaving()) return refuse(set, context.rooms.shared === undefined ? NOT_SAVING : NO_REDIS);
  set.headers["content-type"] = ALIVE_TYPE;
  return "ready";
}

const NOT_SAVING = new Refusal("not_saved", "The server has a disk problem.");
const NO_REDIS = new Refusal("not_saved", "The server can't reach its Redis.");
export const STOPPING = new Refusal("server_full", "The server is stopping.");
