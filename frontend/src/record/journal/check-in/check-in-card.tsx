// How the trader comes to a day, said in seconds; from the first real trade of the day on it stands as it is.
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { TextArea } from "@/ui/field";
import { clock } from "@/ui/format";
import { Icon } from "@/ui/icons";
import { Card, Loading } from "@/ui/page";
import { type CheckIn, checkInOf } from "../queries";
import { checkInKeeper, checkInPlace, useWriting } from "../saving/keepers";
import { SavingNote } from "../saving/saving-note";
import { type CheckInValues, EMPTY_CHECK_IN, SCORES, valuesOf } from "./check-in-values";
import { ScoreSlider } from "./score-slider";
import { SleepSlider } from "./sleep-slider";

export function CheckInCard({ day }: { day: string }) {
  const query = useQuery(checkInOf(day));
  const writing = useWriting(checkInKeeper, checkInPlace(day));
  return (
    <Card title="Check-in" actions={<SavingNote writing={writing} />}>
      {writing && query.data === undefined ? (
        <CheckInForm day={day} checkIn={null} />
      ) : (
        <Loading query={query} rows={5}>
          {(checkIn) => <CheckInForm day={day} checkIn={checkIn} />}
        </Loading>
      )}
    </Card>
  );
}

function CheckInForm({ day, checkIn }: { day: string; checkIn: CheckIn | null }) {
  const place = checkInPlace(day);
  const form = useRef<HTMLDivElement>(null);
  useEffect(() => {
    checkInKeeper.begin(place, day, null, checkIn && valuesOf(checkIn), valuesOf(checkIn));
  }, [place, day, checkIn]);
  const writing = useWriting(checkInKeeper, place);
  const values = writing?.values ?? EMPTY_CHECK_IN;
  const isLocked = checkIn?.locked ?? false;
  const saved = valuesOf(checkIn);
  /** What was begun after the first trade may be gone on with; what was said of it stands. */
  const stands = (name: keyof CheckInValues) =>
    isLocked && !(checkIn?.late && saved[name] === EMPTY_CHECK_IN[name]);
  const wordsStand = isLocked && !checkIn?.late;
  const change = (part: Partial<CheckInValues>) => checkInKeeper.change(place, part);
  const next = (from: HTMLElement) => {
    const fields = [...(form.current?.querySelectorAll<HTMLElement>("[data-measure], textarea") ?? [])];
    fields[fields.indexOf(from) + 1]?.focus();
  };
  return (
    <div ref={form} className="grid grid-cols-1 gap-3">
      {checkIn && <Standing checkIn={checkIn} />}
      {SCORES.map((name) => (
        <ScoreSlider
          key={name}
          name={name}
          value={values[name]}
          isLocked={stands(name)}
          change={(value) => change({ [name]: value })}
          next={next}
        />
      ))}
      <SleepSlider
        value={values.sleep_hours}
        isLocked={stands("sleep_hours")}
        change={(sleep_hours) => change({ sleep_hours })}
        next={next}
      />
      <TextArea
        label="What I intend"
        rows={2}
        placeholder="Two trades at most, none before 10:00."
        value={values.intention}
        disabled={wordsStand}
        onChange={(event) => change({ intention: event.target.value })}
      />
      <TextArea
        label="Note"
        rows={2}
        value={values.note}
        disabled={wordsStand}
        onChange={(event) => change({ note: event.target.value })}
      />
      {!isLocked && (
        <p className="text-xs text-muted">Keys 1 to 5 set a slider and go on; Backspace takes it back.</p>
      )}
    </div>
  );
}

function Standing({ checkIn }: { checkIn: CheckIn }) {
  if (!checkIn.locked && !checkIn.late) return null;
  return (
    <p className="flex items-center gap-2 text-sm text-secondary">
      <Icon name={checkIn.late ? "clock" : "lock"} />
      {checkIn.late
        ? "Written after the first trade of the day: it does not count in the mood report. What is not said yet may still be said."
        : `Written at ${clock(checkIn.updated_at)}, before the first trade. It stands as it was.`}
    </p>
  );
}
