// What can be done to a trade: one function for each operation of the API.
import { api, contentOf } from "@/api/client";
import type { components } from "@/api/generated/openapi";
import type { Trade } from "./queries";

type Schemas = components["schemas"];
const at = (trade_id: string) => ({ params: { path: { trade_id } } });

/** Log a trade; the same key logs it once, however often it is sent. */
export function logTrade(body: Schemas["LogTrade"], key: string): Promise<Trade> {
  const params = { header: { "Idempotency-Key": key } };
  return contentOf(api.POST("/api/trading/trades", { params, body }));
}

/** Change what may be said differently; with a version only while the trade is still as it was seen. */
export function changeTrade(id: string, body: Schemas["ChangeTrade"], version?: number): Promise<Trade> {
  const header = version === undefined ? undefined : { "If-Match": `"${version}"` };
  const params = { path: { trade_id: id }, header };
  return contentOf(api.PATCH("/api/trading/trades/{trade_id}", { params, body }));
}

/** Delete a trade; for 30 days it can be restored. */
export async function deleteTrade(id: string): Promise<void> {
  await api.DELETE("/api/trading/trades/{trade_id}", at(id));
}

/** Tag, untag, move or delete trades by one call. */
export function changeTrades(body: Schemas["ChangeTrades"]): Promise<Schemas["ChangedTradesOut"]> {
  return contentOf(api.POST("/api/trading/trades/bulk", { body, keepalive: true })); // also while the page goes
}

export function undoChange(change_id: string): Promise<Schemas["ChangedTradesOut"]> {
  return contentOf(
    api.POST("/api/trading/trades/bulk/{change_id}/undo", { params: { path: { change_id } } }),
  );
}

export function restoreTrade(id: string): Promise<Trade> {
  return contentOf(api.POST("/api/trading/trades/{trade_id}/restore", at(id)));
}

export function saveView(body: Schemas["SaveView"]): Promise<Schemas["TradeViewOut"]> {
  return contentOf(api.POST("/api/trading/trades/views", { body }));
}

export async function deleteView(view_id: string): Promise<void> {
  await api.DELETE("/api/trading/trades/views/{view_id}", { params: { path: { view_id } } });
}

export function closeTrade(id: string, body: Schemas["CloseTrade"]): Promise<Trade> {
  return contentOf(api.POST("/api/trading/trades/{trade_id}/close", { ...at(id), body }));
}

export function addFill(id: string, body: Schemas["AddFill"]): Promise<Schemas["FillResult"]> {
  return contentOf(api.POST("/api/trading/trades/{trade_id}/fills", { ...at(id), body }));
}

export function correctFill(id: string, event: string, body: Schemas["CorrectFill"]): Promise<unknown> {
  const params = { path: { trade_id: id, event_id: event } };
  return contentOf(api.PATCH("/api/trading/trades/{trade_id}/fills/{event_id}", { params, body }));
}

export function voidEvent(id: string, event: string, reason: string | null): Promise<unknown> {
  const params = { path: { trade_id: id, event_id: event } };
  const body = { reason };
  return contentOf(api.POST("/api/trading/trades/{trade_id}/events/{event_id}/void", { params, body }));
}

export function setStop(id: string, body: Schemas["SetStop"]): Promise<unknown> {
  return contentOf(api.POST("/api/trading/trades/{trade_id}/stop", { ...at(id), body }));
}

export function setTarget(id: string, body: Schemas["SetTarget"]): Promise<unknown> {
  return contentOf(api.POST("/api/trading/trades/{trade_id}/target", { ...at(id), body }));
}

export function addNote(id: string, body: Schemas["AddNote"]): Promise<unknown> {
  return contentOf(api.POST("/api/trading/trades/{trade_id}/notes", { ...at(id), body }));
}

export function expireTrade(id: string, body: Schemas["ExpireTrade"]): Promise<Schemas["FollowResult"]> {
  return contentOf(api.POST("/api/trading/trades/{trade_id}/expire", { ...at(id), body }));
}

export function rollTrade(id: string, body: Schemas["RollTrade"]): Promise<Schemas["FollowResult"]> {
  return contentOf(api.POST("/api/trading/trades/{trade_id}/roll", { ...at(id), body }));
}

export function splitUnits(id: string, body: Schemas["SplitUnits"]): Promise<unknown> {
  return contentOf(api.POST("/api/trading/trades/{trade_id}/split", { ...at(id), body }));
}

export function receiveDividend(id: string, body: Schemas["ReceiveDividend"]): Promise<unknown> {
  return contentOf(api.POST("/api/trading/trades/{trade_id}/dividend", { ...at(id), body }));
}

export function chargeFinancing(id: string, body: Schemas["ChargeFinancing"]): Promise<unknown> {
  return contentOf(api.POST("/api/trading/trades/{trade_id}/financing", { ...at(id), body }));
}

export function renameInstrument(id: string, body: Schemas["RenameInstrument"]): Promise<unknown> {
  return contentOf(api.POST("/api/trading/trades/{trade_id}/rename", { ...at(id), body }));
}

export function attachPictures(id: string, upload_ids: string[]): Promise<unknown> {
  return contentOf(
    api.POST("/api/trading/trades/{trade_id}/attachments", { ...at(id), body: { upload_ids } }),
  );
}

export async function detachPicture(id: string, upload_id: string): Promise<void> {
  const params = { path: { trade_id: id, upload_id } };
  await api.DELETE("/api/trading/trades/{trade_id}/attachments/{upload_id}", { params });
}

export function checkRules(id: string, checks: Schemas["RuleAnswer"][]): Promise<Schemas["RuleChecks"]> {
  return contentOf(api.POST("/api/trading/trades/{trade_id}/rules", { ...at(id), body: { checks } }));
}

export function judgeTrade(id: string): Promise<Schemas["VerdictOut"]> {
  return contentOf(api.POST("/api/trading/trades/{trade_id}/validate", at(id)));
}
