// The one control of days: named spans, or two days of one's own.
import { Popover } from "@base-ui/react/popover";
import { useState } from "react";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/field";
import { dayOf } from "@/ui/format";
import { Icon } from "@/ui/icons";
import { type DaySpan, isSameSpan, presets, spanInWords } from "./date-span";

export function DateControl({ span, change }: { span: DaySpan; change: (span: DaySpan) => void }) {
  const [isOpen, open] = useState(false);
  const named = presets();
  const chosen = named.find((preset) => isSameSpan(preset.span, span));
  const choose = (next: DaySpan) => {
    change({ day_from: next.day_from, day_to: next.day_to });
    open(false);
  };
  return (
    <Popover.Root open={isOpen} onOpenChange={open}>
      <Popover.Trigger render={<Button className="text-sm" aria-label={`Days: ${spanInWords(span)}`} />}>
        <Icon name="today" />
        {spanInWords(span)}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner sideOffset={4} align="start" className="z-50">
          <Popover.Popup
            aria-label="Days"
            className="grid w-88 gap-3 rounded-md border border-line bg-surface p-3 shadow-xl outline-none"
          >
            <div className="grid grid-cols-2 gap-1">
              {named.map((preset) => (
                <button
                  key={preset.words}
                  type="button"
                  aria-pressed={preset === chosen}
                  onClick={() => choose(preset.span)}
                  className="min-h-8 rounded px-2 text-left text-sm hover:bg-raised aria-pressed:bg-mark aria-pressed:font-medium pointer-coarse:min-h-11"
                >
                  {preset.words}
                </button>
              ))}
            </div>
            <OwnDays span={span} choose={choose} />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

function OwnDays({ span, choose }: { span: DaySpan; choose: (span: DaySpan) => void }) {
  const [first, setFirst] = useState(span.day_from ?? "");
  const [last, setLast] = useState(span.day_to ?? "");
  const isReversed = first !== "" && last !== "" && first > last;
  return (
    <form
      className="grid grid-cols-2 gap-2 border-t border-line pt-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isReversed) choose({ day_from: first || undefined, day_to: last || undefined });
      }}
    >
      <TextField
        label="From"
        type="date"
        className="text-sm"
        max={dayOf(new Date())}
        value={first}
        onChange={(event) => setFirst(event.target.value)}
      />
      <TextField
        label="To"
        type="date"
        className="text-sm"
        value={last}
        error={isReversed ? "This day is before the first one." : undefined}
        onChange={(event) => setLast(event.target.value)}
      />
      <Button type="submit" kind="primary" className="col-span-2" disabled={isReversed}>
        Show these days
      </Button>
    </form>
  );
}
