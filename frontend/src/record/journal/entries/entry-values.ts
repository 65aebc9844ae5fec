// The fields of an entry as they are typed, and what of them is sent.
import type { components } from "@/api/generated/openapi";
import type { Entry, EntryKind } from "../queries";
import { isSame } from "../saving/same";

export interface EntryValues {
  kind: EntryKind;
  title: string;
  body: string;
  tags: string[];
  upload_ids: string[];
  trade_ids: string[];
}

export const EMPTY_ENTRY: EntryValues = {
  kind: "free",
  title: "",
  body: "",
  tags: [],
  upload_ids: [],
  trade_ids: [],
};

export const KINDS: readonly (readonly [EntryKind, string])[] = [
  ["free", "Note"],
  ["daily", "Of the day"],
  ["review", "Review"],
];

export function valuesOf(entry: Entry): EntryValues {
  const { kind, title, body, tags, links } = entry;
  return {
    kind,
    title: title ?? "",
    body,
    tags,
    upload_ids: links.upload_ids,
    trade_ids: links.trade_ids,
  };
}

export function isWorthSending({ body }: EntryValues): boolean {
  return body.trim() !== "";
}

export function newEntryOf(day: string, values: EntryValues): components["schemas"]["WriteEntry"] {
  const { kind, title, body, tags, upload_ids, trade_ids } = values;
  return { day, kind, title: title.trim() || null, body, tags, links: { upload_ids, trade_ids } };
}

/** Only what has changed is sent: what another window changed beside it stays. */
export function changesOf(
  saved: EntryValues | null,
  values: EntryValues,
): components["schemas"]["ChangeEntry"] {
  const before: Partial<EntryValues> = saved ?? {};
  const hasChanged = (name: keyof EntryValues) => !isSame(before[name], values[name]);
  const links = {
    ...(hasChanged("upload_ids") && { upload_ids: values.upload_ids }),
    ...(hasChanged("trade_ids") && { trade_ids: values.trade_ids }),
  };
  return {
    ...(hasChanged("kind") && { kind: values.kind }),
    ...(hasChanged("title") && { title: values.title.trim() || null }),
    ...(hasChanged("body") && { body: values.body }),
    ...(hasChanged("tags") && { tags: values.tags }),
    ...(Object.keys(links).length > 0 && { links }),
  };
}

/** Words between commas, each once and without the sign that some write before them. */
export function tagsOf(text: string): string[] {
  const words = text.split(",").map((word) => word.trim().replace(/^#/, ""));
  return [...new Set(words.filter(Boolean))];
}

/** The first line of a text that says something, without the marks of Markdown. */
export function firstLine(body: string): string {
  const line = body.split("\n").find((text) => text.replace(/[#>*_`\-\s]/g, "") !== "") ?? "";
  return line.replace(/^[#>\-\s]+/, "").replace(/[*_`]/g, "");
}
