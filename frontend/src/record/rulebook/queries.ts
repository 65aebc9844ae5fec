// What the rulebook says, as queries, and what is asked of it.
import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { api, contentOf } from "@/api/client";
import type { components } from "@/api/generated/openapi";
import { heavyRead } from "@/api/heavy-reads";

type Schemas = components["schemas"];
export type State = Schemas["SessionStateOut"];
export type Rulebook = Schemas["RulebookOut"];
export type Limits = Schemas["LimitsOut"];
export type WrittenLimits = Schemas["Limits"];
export type Check = Schemas["CheckOut"];
export type CheckTrade = Schemas["CheckTrade"];
export type Commitment = Schemas["CommitmentOut"];
export type MakeCommitment = Schemas["MakeCommitment"];

const AGAIN_MILLISECONDS = 60_000; // a lock ends by itself

export function rulebookState() {
  return queryOptions({
    queryKey: ["rulebook", "state"],
    queryFn: ({ signal }) => contentOf(api.GET("/api/trading/rulebook/state", { signal })),
    refetchInterval: AGAIN_MILLISECONDS,
  });
}

export function rulebook() {
  return queryOptions({
    queryKey: ["rulebook", "now"],
    queryFn: ({ signal }) => contentOf(api.GET("/api/trading/rulebook", { signal })),
  });
}

export function rulebookVersions() {
  return queryOptions({
    queryKey: ["rulebook", "versions"],
    queryFn: ({ signal }) => contentOf(api.GET("/api/trading/rulebook/versions", { signal })),
  });
}

export function rulebookReport() {
  return queryOptions({
    queryKey: ["rulebook", "report"],
    queryFn: ({ signal }) => contentOf(api.GET("/api/trading/rulebook/report", { signal })),
  });
}

export function overrides() {
  return queryOptions({
    queryKey: ["rulebook", "overrides"],
    queryFn: ({ signal }) => contentOf(api.GET("/api/trading/rulebook/overrides", { signal })),
  });
}

export function commitments() {
  return queryOptions({
    queryKey: ["rulebook", "commitments"],
    queryFn: ({ signal }) => contentOf(api.GET("/api/trading/rulebook/commitments", { signal })),
  });
}

/** Write a version; with `version`, only while that is the latest one. */
export function writeRulebook(body: Schemas["WriteRulebook"], version: number | null) {
  const params = version === null ? {} : { header: { "If-Match": `"${version}"` } };
  return contentOf(api.PUT("/api/trading/rulebook", { params, body }));
}

export function askOverride(body: Schemas["AskOverride"]) {
  return contentOf(api.POST("/api/trading/rulebook/overrides", { body }));
}

export function makeCommitment(body: MakeCommitment) {
  return contentOf(api.POST("/api/trading/rulebook/commitments", { body }));
}

export function endCommitment(id: string) {
  const params = { path: { commitment_id: id } };
  return contentOf(api.DELETE("/api/trading/rulebook/commitments/{commitment_id}", { params }));
}

/** What the rulebook says of a trade that is not taken yet. */
export function checkTrade(body: CheckTrade) {
  return contentOf(api.POST("/api/trading/check", { body }));
}

export function rulebookChanged(queries: QueryClient): Promise<void> {
  return queries.invalidateQueries({ queryKey: ["rulebook"] });
}

export type Preview = Schemas["PreviewOut"];

/** Which trades limits would have blocked; nothing is written. */
export function previewOf(limits: WrittenLimits) {
  return queryOptions({
    queryKey: ["rulebook", "preview", limits],
    queryFn: ({ signal }) =>
      heavyRead(signal, () =>
        contentOf(api.POST("/api/trading/rulebook/preview", { body: { limits }, signal })),
      ),
    retry: false,
  });
}

export function heldBefore() {
  return queryOptions({
    queryKey: ["rulebook", "holds"],
    queryFn: ({ signal }) =>
      contentOf(api.GET("/api/trading/rulebook/holds", { params: { query: { limit: 20 } }, signal })),
  });
}
