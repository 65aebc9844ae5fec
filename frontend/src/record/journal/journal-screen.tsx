// The journal: a month, and of one of its days the check-in, the trades and all that is written.
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { newId } from "@/api/client";
import { isDay, isMonth, moved } from "@/record/calendar/month-grid";
import { useOffered } from "@/shell/commands";
import { useKeys } from "@/shell/keys";
import { Button } from "@/ui/button";
import { day as dayInWords, dayOf } from "@/ui/format";
import { Icon } from "@/ui/icons";
import { useMatches } from "@/ui/media";
import { Page, Skeleton } from "@/ui/page";
import { say } from "@/ui/toast";
import { CheckInCard } from "./check-in/check-in-card";
import { DayTrades } from "./day-trades";
import { DeletedEntries } from "./deleted-entries";
import { DayEntries } from "./entries/day-entries";
import { EMPTY_ENTRY, type EntryValues } from "./entries/entry-values";
import { NewEntry } from "./entries/new-entry";
import { FoundEntries } from "./found-entries";
import { MonthCard } from "./month/month-card";
import { MoodCard } from "./mood-card";
import { PromptsCard } from "./prompts-card";
import { entryKeeper, saveAll, useKeptWritings } from "./saving/keepers";
import { SearchField } from "./search-field";
import { useDayKeys } from "./use-day-keys";

const WIDE = "(min-width: 1024px)";
const VIEWS = ["mood", "deleted"] as const;

export function JournalScreen() {
  const search = useSearch({ from: "/journal" });
  const navigate = useNavigate({ from: "/journal" });
  const isReady = useKeptWritings(useQueryClient());
  const [editing, edit] = useState<string | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const day = isDay(search.day) ? search.day : dayOf(new Date());
  const month = isMonth(search.month) ? search.month : day.slice(0, 7);
  const view = VIEWS.find((name) => name === search.view);
  const words = search.q ?? "";
  const isWide = useMatches(WIDE);
  const go = (next: Record<string, string | undefined>) => void navigate({ search: next, replace: true });

  const begin = (values: Partial<EntryValues>) => {
    const place = `new:${newId()}`;
    entryKeeper.begin(place, day, null, null, { ...EMPTY_ENTRY, ...values });
    if (view || words) go({ day });
    edit(place);
  };
  const save = async () => {
    const isAllSaved = await saveAll();
    say(isAllSaved ? "Saved" : "Kept on this device, not sent yet", { isError: !isAllSaved });
  };
  const step = (days: number) => go({ day: moved(day, days) });
  const find = () => field.current?.focus();
  useDayKeys(step);
  useKeys({
    n: () => begin({}),
    "$mod+s": () => void save(),
    "[": () => step(-1),
    "]": () => step(1),
    "/": find,
  });
  useOffered([
    { id: "journal.new", words: "New entry", key: "n", group: "Journal", run: () => begin({}) },
    { id: "journal.save", words: "Save now", key: "Ctrl S", group: "Journal", run: () => void save() },
    { id: "journal.today", words: "Today", group: "Journal", run: () => go({}) },
    { id: "journal.find", words: "Search the journal", key: "/", group: "Journal", run: find },
    { id: "journal.mood", words: "Mood and R", group: "Journal", run: () => go({ day, view: "mood" }) },
    {
      id: "journal.deleted",
      words: "Deleted entries",
      group: "Journal",
      run: () => go({ day, view: "deleted" }),
    },
  ]);

  return (
    <Page title="Journal" actions={<NewEntry begin={begin} />}>
      <div className="flex flex-wrap items-center gap-2">
        <SearchField field={field} words={words} change={(q) => go({ day, q: q || undefined })} />
        <ViewButton
          isShown={view === "mood"}
          press={() => go({ day, view: view === "mood" ? undefined : "mood" })}
        >
          Mood and R
        </ViewButton>
        <ViewButton
          isShown={view === "deleted"}
          press={() => go({ day, view: view === "deleted" ? undefined : "deleted" })}
        >
          Deleted
        </ViewButton>
      </div>
      <div className="grid grid-cols-1 items-start gap-5 lg:grid-cols-[21rem_minmax(0,1fr)]">
        <div className="grid grid-cols-1 gap-5">
          <MonthCard month={month} day={day} changeMonth={(next) => go({ ...search, day, month: next })} />
          {isWide && !words && !view && isReady && <CheckInCard key={day} day={day} />}
        </div>
        {words ? (
          <FoundEntries words={words} leave={() => go({ day })} />
        ) : view === "mood" ? (
          <MoodCard />
        ) : view === "deleted" ? (
          <DeletedEntries />
        ) : isReady ? (
          <DayView key={day} day={day} step={step} begin={begin} editing={editing} edit={edit} />
        ) : (
          <Skeleton />
        )}
      </div>
    </Page>
  );
}

function ViewButton({ isShown, press, children }: { isShown: boolean; press: () => void; children: string }) {
  return (
    <Button
      aria-pressed={isShown}
      className="text-sm aria-pressed:border-primary aria-pressed:bg-mark"
      onClick={press}
    >
      {children}
    </Button>
  );
}

function DayView({
  day,
  step,
  begin,
  editing,
  edit,
}: {
  day: string;
  step: (days: number) => void;
  begin: (values: Partial<EntryValues>) => void;
  editing: string | null;
  edit: (place: string | null) => void;
}) {
  const isWide = useMatches(WIDE);
  return (
    <section aria-label={dayInWords(day)} className="grid grid-cols-1 gap-4">
      <header className="flex items-center gap-1">
        <h2 className="flex-1 text-xl font-semibold">
          {dayInWords(day)}
          {day === dayOf(new Date()) && <span className="ml-2 text-sm font-normal text-muted">today</span>}
        </h2>
        <Button kind="quiet" aria-label="The day before" onClick={() => step(-1)}>
          <Icon name="left" />
        </Button>
        <Button kind="quiet" aria-label="The day after" onClick={() => step(1)}>
          <Icon name="right" />
        </Button>
      </header>
      {!isWide && <CheckInCard day={day} />}
      <DayEntries day={day} editing={editing} edit={edit} />
      <DayTrades day={day} />
      <PromptsCard day={day} answer={(question) => begin({ kind: "free", title: question.slice(0, 200) })} />
    </section>
  );
}
