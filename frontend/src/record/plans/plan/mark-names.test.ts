import { expect, it } from "vitest";
import type { Mark } from "../queries";
import { marksByName } from "./mark-names";

const mark = (values: Partial<Mark>): Mark => ({
  subject: "criterion",
  place: 1,
  met: true,
  note: null,
  event_time: "2026-11-30T12:00:00Z",
  recorded_time: "2026-11-30T12:00:00Z",
  counts: true,
  ...values,
});

it("shows the last word on each criterion, and the one exit whatever its place", () => {
  const marks = [
    mark({ place: 2, met: true, counts: false }),
    mark({ place: 1 }),
    mark({ place: 2, met: false }),
    mark({ subject: "exit", place: 3 }),
  ];
  expect(marksByName(marks)).toEqual({ "criterion 1": true, "criterion 2": false, exit: true });
});
