import { describe, expect, it } from "vitest";
import type { PlanTemplate, PlanTerms } from "../queries";
import {
  changedValues,
  changeOf,
  EMPTY,
  fieldOf,
  fieldsOf,
  type PlanValues,
  requestOf,
  valuesFrom,
  valuesOf,
  withTemplate,
} from "./plan-fields";

const ZONE = "Europe/Berlin";
const WRITTEN: PlanValues = {
  ...EMPTY,
  title: "Failed breakdown",
  instrument: "ES",
  direction: "long",
  entry_by: "zone",
  entry_zone: { low: "4500", high: "4501 " },
  stop_loss_level: "4495",
  take_profit_targets: ["4510", "", " 4520"],
  position_size: "2",
  setup_description: "The low was lost and taken back",
  entry_criteria: ["Back above the low", " "],
  expires_at: "2026-12-01T18:00",
};

describe("a plan as it is sent", () => {
  it("leaves empty rows out and sends the moment of the trader's clock", () => {
    const request = requestOf(WRITTEN, ZONE);
    expect(request.take_profit_targets).toEqual(["4510", "4520"]);
    expect(request.entry_criteria).toEqual(["Back above the low"]);
    expect(request.entry_zone).toEqual({ low: "4500", high: "4501" });
    expect(request.entry_price).toBeNull();
    expect(request.expires_at).toBe("2026-12-01T17:00:00.000Z");
    expect(request.confidence_score).toBeNull();
  });

  it("forgets the zone where a price is meant", () => {
    const request = requestOf({ ...WRITTEN, entry_by: "price", entry_price: "4500.5" }, ZONE);
    expect(request).toMatchObject({ entry_price: "4500.5", entry_zone: null });
  });
});

describe("a plan that is changed", () => {
  const terms = requestOf(WRITTEN, ZONE) as unknown as PlanTerms;
  const before = { number: 3, terms };

  it("sends only what differs, with the version that was read", () => {
    const values = { ...valuesOf(terms, ZONE), stop_loss_level: "4494" };
    expect(changeOf(before, values, ZONE)).toEqual({ version: 3, stop_loss_level: "4494" });
  });

  it("sends nothing where nothing differs", () => {
    expect(changeOf(before, valuesOf(terms, ZONE), ZONE)).toBeNull();
  });

  it("turns a zone into a price in one change", () => {
    const values: PlanValues = { ...valuesOf(terms, ZONE), entry_by: "price", entry_price: "4500" };
    expect(changeOf(before, values, ZONE)).toEqual({ version: 3, entry_price: "4500", entry_zone: null });
  });
});

describe("a change that meets another one", () => {
  it("carries over only what was changed here", () => {
    const read = requestOf(WRITTEN, ZONE) as unknown as PlanTerms;
    const mine = { ...valuesOf(read, ZONE), stop_loss_level: "4494" };
    const latest = { ...read, position_size: "1" };
    expect(changedValues(read, mine, ZONE)).toEqual({ stop_loss_level: "4494" });
    const onLatest = { ...valuesOf(latest, ZONE), ...changedValues(read, mine, ZONE) };
    expect(changeOf({ number: 4, terms: latest }, onLatest, ZONE)).toEqual({
      version: 4,
      stop_loss_level: "4494",
    });
  });
});

describe("a template", () => {
  const template = {
    strategy: { id: "s1" },
    title: "Opening drive",
    setup: "Opening drive",
    setup_description: "The first push holds",
    entry_criteria: ["Gap above the high", "First pullback holds"],
    exit_rule: "Out at noon",
  } as unknown as PlanTemplate;

  it("fills what is empty", () => {
    const values = withTemplate(EMPTY, template);
    expect(values.entry_criteria).toEqual(["Gap above the high", "First pullback holds"]);
    expect(values).toMatchObject({ title: "Opening drive", exit_rule: "Out at noon", strategy_id: "s1" });
  });

  it("keeps what is written", () => {
    const values = withTemplate({ ...WRITTEN, exit_rule: "Trail it" }, template);
    expect(values).toMatchObject({ title: "Failed breakdown", exit_rule: "Trail it" });
    expect(values.entry_criteria).toEqual(WRITTEN.entry_criteria);
  });
});

it("names every field that a refusal may name", () => {
  expect(fieldsOf(WRITTEN)).toEqual(
    expect.arrayContaining(["title", "entry_zone.high", "take_profit_targets.2", "entry_criteria.1"]),
  );
});

it("finds the row that a refusal counts without the empty ones", () => {
  expect(fieldOf(WRITTEN)("take_profit_targets.1")).toBe("take_profit_targets.2");
  expect(fieldOf(WRITTEN)("entry_zone.low")).toBe("entry_zone.low");
});

it("reads a kept draft, and nothing else", () => {
  expect(valuesFrom(JSON.stringify(WRITTEN))).toEqual(WRITTEN);
  expect(valuesFrom("long ES 4500")).toBeNull();
  expect(valuesFrom('"text"')).toBeNull();
});
