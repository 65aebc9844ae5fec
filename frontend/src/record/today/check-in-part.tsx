// How the trader comes to the session: five sliders, said before the first trade. Keys 1 to 5 go to a slider; in it a digit
// sets it and goes on to the next.
import { type KeyboardEvent, useRef } from "react";
import { useOffered } from "@/shell/commands";
import { useKeys } from "@/shell/keys";
import { Button, Key } from "@/ui/button";
import { TextField } from "@/ui/field";
import { clock, moment, number } from "@/ui/format";
import { Icon } from "@/ui/icons";
import { Card, Loading } from "@/ui/page";
import { countSaid, MEASURES, type Measure, type Said, valueOfKey } from "./check-in-values";
import { PartLink } from "./part-link";
import { useCheckIn } from "./use-check-in";

export function CheckInPart({ day }: { day: string }) {
  const { query, said, change, keeping, retry } = useCheckIn(day);
  const sliders = useRef<(HTMLInputElement | null)[]>([]);
  const go = (place: number) => sliders.current[place]?.focus();
  useKeys(Object.fromEntries(MEASURES.map((_, place) => [String(place + 1), () => go(place)])));
  useOffered([{ id: "today.check-in", words: "Check in", key: "1", group: "Today", run: () => go(0) }]);
  const isLocked = query.data?.locked === true;
  return (
    <Card
      title="Check-in"
      actions={
        <>
          <span role="status" className="text-sm text-muted">
            {keeping.state === "saving" && "Saving"}
            {keeping.state === "still" && query.data && !isLocked && `Saved ${clock(query.data.updated_at)}`}
          </span>
          <PartLink to="/journal" search={{ day }}>
            Journal
          </PartLink>
        </>
      }
    >
      <Loading query={query} rows={5}>
        {(checkIn) => (
          <>
            {isLocked && (
              <p className="flex items-center gap-2 text-sm text-secondary">
                <Icon name="lock" className="size-4 text-caution" />
                Locked: the first trade of the day is in the record
                {checkIn?.locked_at && `, ${moment(checkIn.locked_at)}`}.
                {checkIn?.late && " It was said after that trade; what is not said yet may still be said."}
              </p>
            )}
            <div className="grid gap-1">
              {MEASURES.map((measure, place) => (
                <Slider
                  key={measure.name}
                  measure={measure}
                  place={place}
                  value={said[measure.name]}
                  isLocked={isLocked && !(checkIn?.late && checkIn[measure.name] === null)}
                  take={(slider) => {
                    sliders.current[place] = slider;
                  }}
                  change={(value) => change({ [measure.name]: value })}
                  next={() => go(place + 1)}
                />
              ))}
            </div>
            <Intention said={said} isLocked={isLocked && !checkIn?.late} change={change} />
            {keeping.state === "refused" && (
              <p role="alert" className="flex flex-wrap items-center gap-3 text-sm text-loss">
                {keeping.words}
                {!isLocked && <Button onClick={retry}>Try again</Button>}
              </p>
            )}
            {countSaid(said) === 0 && !isLocked && (
              <p className="text-sm text-muted">
                A few seconds: press <Key>1</Key>, then a digit for each. Said before the first trade it is
                compared with what the day brought; after it, it stands as it is.
              </p>
            )}
          </>
        )}
      </Loading>
    </Card>
  );
}

function Intention({
  said,
  isLocked,
  change,
}: {
  said: Said;
  isLocked: boolean;
  change: (values: Partial<Said>) => void;
}) {
  return (
    <TextField
      label="What you intend"
      placeholder="Two trades at most, none before 10:00"
      maxLength={500}
      disabled={isLocked}
      value={said.intention ?? ""}
      onChange={({ target }) => change({ intention: target.value || null })}
    />
  );
}

function Slider({
  measure,
  place,
  value,
  isLocked,
  take,
  change,
  next,
}: {
  measure: Measure;
  place: number;
  value: string | number | null;
  isLocked: boolean;
  take: (slider: HTMLInputElement | null) => void;
  change: (value: number) => void;
  next: () => void;
}) {
  const { words, least, most, min, max, step, middle } = measure;
  const isSaid = value !== null;
  const typed = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const meant = valueOfKey(measure, event.key);
    if (meant === null) return;
    event.preventDefault();
    event.stopPropagation();
    change(meant);
    next();
  };
  const shown = isSaid ? number(String(value)) + (measure.name === "sleep_hours" ? " h" : "") : "\u2013";
  return (
    <label className="grid grid-cols-[1.25rem_4rem_4.5rem_minmax(0,1fr)_3.5rem_3rem] items-center gap-2 rounded-md py-0.5 pointer-coarse:min-h-11 max-sm:grid-cols-[4rem_minmax(0,1fr)_3rem]">
      <span aria-hidden="true" className="max-sm:hidden">
        <Key>{String(place + 1)}</Key>
      </span>
      <span>{words}</span>
      <span aria-hidden="true" className="text-right text-xs text-muted max-sm:hidden">
        {least}
      </span>
      <input
        ref={take}
        type="range"
        min={min}
        max={max}
        step={step}
        value={isSaid ? Number(value) : middle}
        disabled={isLocked}
        aria-valuetext={isSaid ? `${shown}, from ${least} to ${most}` : "Not said"}
        onKeyDown={typed}
        onPointerUp={({ currentTarget }) => change(Number(currentTarget.value))}
        onChange={({ target }) => change(Number(target.value))}
        className={`h-6 w-full ${isSaid ? "accent-(--button)" : "opacity-40 accent-(--muted)"}`}
      />
      <span aria-hidden="true" className="text-xs text-muted max-sm:hidden">
        {most}
      </span>
      <span aria-hidden="true" className={`figures text-right font-medium ${isSaid ? "" : "text-muted"}`}>
        {shown}
      </span>
    </label>
  );
}
