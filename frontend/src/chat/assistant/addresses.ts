// Where in the app one finds what an address of the API shows. Pure.

export interface AppAddress {
  readonly to: string;
  readonly search: Readonly<Record<string, string>>;
}

const ID = "[0-9a-f-]{36}";
const PLACES: readonly (readonly [RegExp, string])[] = [
  [new RegExp(`^/api/trading/trades/(${ID})$`), "/trades/$1"],
  [/^\/api\/trading\/trades$/, "/trades"],
  [new RegExp(`^/api/trading/plans/(${ID})$`), "/plans/$1"],
  [/^\/api\/trading\/plans$/, "/plans"],
  [/^\/api\/trading\/rulebook(?:\/|$)/, "/rulebook"],
  [/^\/api\/trading\/coaching\/patterns(?:\/|$)/, "/patterns"],
  [/^\/api\/verdicts(?:\/|$)/, "/verdicts"],
  [/^\/api\/trading\/journal(?:\/|$)/, "/journal"],
  [/^\/api\/trading\/performance(?:\/|$)/, "/performance"],
];

/** The address in the app; null where no screen shows it. */
export function addressOf(path: string): AppAddress | null {
  const [bare = "", query = ""] = path.split("?", 2);
  for (const [pattern, to] of PLACES) {
    const match = pattern.exec(bare);
    if (match === null) continue;
    return { to: to.replace("$1", match[1] ?? ""), search: Object.fromEntries(new URLSearchParams(query)) };
  }
  return null;
}
