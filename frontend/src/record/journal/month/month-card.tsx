// A month of the journal: what was written, how the days felt, and what they brought.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { monthMoved, weekdaysFrom, weeksOf } from "@/record/calendar/month-grid";
import { Button } from "@/ui/button";
import { day as dayInWords, dayOf, number, place } from "@/ui/format";
import { Icon } from "@/ui/icons";
import { useLook } from "@/ui/look";
import { Card, ErrorNote } from "@/ui/page";
import { type JournalDay, monthOf } from "../queries";
import { dayInSentence, entriesOfDay, resultOf } from "./day-marks";

export function MonthCard({
  month,
  day: chosen,
  changeMonth,
}: {
  month: string;
  day: string;
  changeMonth: (month: string) => void;
}) {
  const firstDay = useLook((look) => look.weekStart);
  const query = useQuery(monthOf(month, firstDay));
  const days = new Map(query.data?.days.map((day) => [day.day, day]));
  return (
    <Card
      title={monthInWords(month)}
      actions={
        <span className="flex gap-1">
          <Button kind="quiet" aria-label="Earlier month" onClick={() => changeMonth(monthMoved(month, -1))}>
            <Icon name="left" />
          </Button>
          <Button kind="quiet" aria-label="Later month" onClick={() => changeMonth(monthMoved(month, 1))}>
            <Icon name="right" />
          </Button>
        </span>
      }
    >
      {query.error && <ErrorNote error={query.error} retry={() => void query.refetch()} />}
      <table className={`w-full table-fixed ${query.isPlaceholderData ? "opacity-60" : ""}`}>
        <caption className="sr-only">Days of the journal</caption>
        <thead>
          <tr className="text-xs text-muted">
            {weekdaysFrom(firstDay).map((weekday) => (
              <th key={weekday} scope="col" className="pb-1 font-normal">
                {weekday}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeksOf(month, firstDay).map((week) => (
            <tr key={week[0]}>
              {week.map((day) => (
                <td key={day} className="p-px">
                  <DayLink
                    day={day}
                    marks={days.get(day)}
                    isChosen={day === chosen}
                    isOutside={!day.startsWith(month)}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {query.data && (
        <p className="text-sm text-secondary">
          Weekdays in a row written about: {number(query.data.streaks.current)} now,{" "}
          {number(query.data.streaks.longest)} at the longest.
        </p>
      )}
    </Card>
  );
}

export function monthInWords(month: string): string {
  const format = new Intl.DateTimeFormat(place.locale, { month: "long", year: "numeric", timeZone: "UTC" });
  return format.format(new Date(`${month}-15T12:00:00Z`));
}

function DayLink({
  day,
  marks,
  isChosen,
  isOutside,
}: {
  day: string;
  marks: JournalDay | undefined;
  isChosen: boolean;
  isOutside: boolean;
}) {
  const { unit, hidesMoney } = useLook();
  const result = marks ? resultOf(marks, unit) : null;
  const isToday = day === dayOf(new Date());
  const look = isChosen ? "border-primary bg-mark" : isToday ? "border-muted" : "border-transparent";
  return (
    <Link
      to="/journal"
      search={{ day }}
      replace
      aria-current={isChosen ? "date" : undefined}
      className={`figures grid h-14 content-between rounded-md border p-1 text-[11px] hover:bg-raised ${look} ${isOutside ? "bg-ground" : ""}`}
    >
      <span className="flex items-center justify-between">
        <span
          aria-hidden="true"
          className={isToday ? "font-semibold text-primary" : isOutside ? "text-muted" : "text-secondary"}
        >
          {Number(day.slice(8))}
        </span>
        <span className="sr-only">
          {dayInWords(day)}
          {marks && `: ${dayInSentence(marks, result, hidesMoney)}`}
        </span>
        {marks && entriesOfDay(marks) > 0 && <Icon name="journal" className="size-3 text-muted" />}
      </span>
      {result && (
        <span aria-hidden="true" className={`truncate ${lookOf(result.amount)}`}>
          {result.isMoney && hidesMoney ? markOf(result.amount) : result.text}
        </span>
      )}
      <MoodBar mood={marks?.mood ?? null} isLate={marks?.check_in === "late"} />
    </Link>
  );
}

function lookOf(amount: number): string {
  return amount > 0 ? "text-profit" : amount < 0 ? "text-loss" : "text-secondary";
}

function markOf(amount: number): string {
  return amount > 0 ? "\u25b2" : amount < 0 ? "\u25bc" : "";
}

/** As many of five steps as the mood was; hollow where the check-in came late. */
function MoodBar({ mood, isLate }: { mood: number | null; isLate: boolean }) {
  if (mood === null) return <span className="h-1" />;
  return (
    <span aria-hidden="true" className="flex h-1 gap-px">
      {[1, 2, 3, 4, 5].map((step) => (
        <span
          key={step}
          className={`flex-1 rounded-full ${step > mood ? "bg-line/50" : isLate ? "bg-muted" : "bg-primary"}`}
        />
      ))}
    </span>
  );
}
