// What can be done to a plan: one function for each operation of the API.
import { api, contentOf } from "@/api/client";
import type { components } from "@/api/generated/openapi";
import type { Plan } from "./queries";

type Schemas = components["schemas"];
export type MakePlan = Schemas["MakePlan"];
export type ChangePlan = Schemas["ChangePlan"];
export type ExecutePlan = Schemas["ExecutePlan"];
export type MarkPlan = Schemas["MarkPlan"];
const at = (plan_id: string) => ({ params: { path: { plan_id } } });

/** Freeze a plan; the same key freezes it once, however often it is sent. */
export function makePlan(body: MakePlan, key: string): Promise<Plan> {
  const params = { header: { "Idempotency-Key": key } };
  return contentOf(api.POST("/api/trading/plans", { params, body }));
}

export function changePlan(id: string, body: ChangePlan): Promise<Plan> {
  return contentOf(api.PATCH("/api/trading/plans/{plan_id}", { ...at(id), body }));
}

export function cancelPlan(id: string): Promise<Plan> {
  return contentOf(api.POST("/api/trading/plans/{plan_id}/cancel", at(id)));
}

export function executePlan(id: string, body: ExecutePlan, key: string): Promise<Schemas["ExecutedPlanOut"]> {
  const params = { path: { plan_id: id }, header: { "Idempotency-Key": key } };
  return contentOf(api.POST("/api/trading/plans/{plan_id}/execute", { params, body }));
}

export function linkTrade(id: string, trade_id: string): Promise<Schemas["ExecutedPlanOut"]> {
  return contentOf(api.POST("/api/trading/plans/{plan_id}/link", { ...at(id), body: { trade_id } }));
}

export async function unlinkTrade(id: string): Promise<void> {
  await api.DELETE("/api/trading/plans/{plan_id}/link", at(id));
}

export function markPlan(id: string, body: MarkPlan): Promise<Plan> {
  return contentOf(api.POST("/api/trading/plans/{plan_id}/marks", { ...at(id), body }));
}

export function attachPictures(id: string, upload_ids: string[]): Promise<Plan> {
  return contentOf(api.POST("/api/trading/plans/{plan_id}/attachments", { ...at(id), body: { upload_ids } }));
}

export async function detachPicture(id: string, upload_id: string): Promise<void> {
  const params = { path: { plan_id: id, upload_id } };
  await api.DELETE("/api/trading/plans/{plan_id}/attachments/{upload_id}", { params });
}

export function judgePlan(id: string): Promise<Schemas["VerdictOut"]> {
  return contentOf(api.POST("/api/trading/plans/{plan_id}/validate", at(id)));
}
