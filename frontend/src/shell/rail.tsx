// The rail: every place with its words, its key on hover, and what waits there.
import { Link } from "@tanstack/react-router";
import { Icon } from "@/ui/icons";
import { useLook } from "@/ui/look";
import { PLACES, type Place } from "./places";

const GROUPS = ["", "Before", "During", "After"] as const;

export function Rail({ unread }: { unread: number }) {
  const isNarrow = useLook((look) => look.railIsNarrow);
  return (
    <nav
      aria-label="Places"
      className={`hidden shrink-0 flex-col gap-1 overflow-y-auto border-r border-line bg-surface p-2 md:flex ${isNarrow ? "w-14" : "w-56"}`}
    >
      <Link to="/coach" className="flex items-center gap-2 p-2 font-semibold">
        <img src="/icon.svg" alt="" width="24" height="24" />
        <span className={isNarrow ? "sr-only" : ""}>Trading Coach</span>
      </Link>
      {GROUPS.map((group) => (
        <div key={group} className="grid gap-0.5">
          {group && !isNarrow && <p className="px-2 pt-3 text-xs text-muted">{group}</p>}
          {PLACES.filter((place) => place.group === group).map((place) => (
            <RailLink key={place.path} place={place} isNarrow={isNarrow} />
          ))}
        </div>
      ))}
      <div className="mt-auto grid gap-0.5 border-t border-line pt-2">
        {PLACES.filter((place) => place.group === "foot").map((place) => (
          <RailLink
            key={place.path}
            place={place}
            isNarrow={isNarrow}
            count={place.path === "/notifications" ? unread : 0}
          />
        ))}
      </div>
    </nav>
  );
}

function RailLink({ place, isNarrow, count = 0 }: { place: Place; isNarrow: boolean; count?: number }) {
  return (
    <Link
      to={place.path}
      preload="intent"
      title={`${place.words} (g ${place.key})`}
      className="flex min-h-9 items-center gap-3 rounded-md px-2 text-secondary hover:bg-raised"
      activeProps={{ className: "bg-raised text-text font-medium", "aria-current": "page" }}
    >
      <Icon name={place.icon} className="size-5" />
      <span className={isNarrow ? "sr-only" : "flex-1"}>{place.words}</span>
      {count > 0 && <Unread count={count} />}
    </Link>
  );
}

function Unread({ count }: { count: number }) {
  return (
    <span className="figures rounded-full bg-button px-1.5 text-xs text-button-text">
      {count}
      <span className="sr-only"> unread</span>
    </span>
  );
}

/** Where there is no rail: the way to the notifications, with how many wait. */
export function Bell({ unread }: { unread: number }) {
  return (
    <Link
      to="/notifications"
      className="inline-flex min-h-8 min-w-8 items-center justify-center gap-1 rounded-md px-2 text-secondary hover:bg-raised md:hidden pointer-coarse:min-h-11 pointer-coarse:min-w-11"
    >
      <Icon name="bell" className="size-5" />
      <span className="sr-only">Notifications</span>
      {unread > 0 && <Unread count={unread} />}
    </Link>
  );
}

const BAR = ["/coach", "/today", "/trades", "/performance"];

/** On a phone: four places and all others behind "More". */
export function BottomBar({ more }: { more: () => void }) {
  return (
    <nav
      aria-label="Places"
      className="flex shrink-0 border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      {PLACES.filter((place) => BAR.includes(place.path)).map((place) => (
        <Link
          key={place.path}
          to={place.path}
          className="grid min-h-14 flex-1 justify-items-center gap-0.5 py-2 text-xs text-secondary"
          activeProps={{ className: "text-primary font-medium", "aria-current": "page" }}
        >
          <Icon name={place.icon} className="size-5" />
          {place.words}
        </Link>
      ))}
      <button
        type="button"
        onClick={more}
        className="grid min-h-14 flex-1 justify-items-center gap-0.5 py-2 text-xs text-secondary"
      >
        <Icon name="menu" className="size-5" />
        More
      </button>
    </nav>
  );
}
