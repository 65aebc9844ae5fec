// What a conversation is about: charts, or what goes on in the trader.
import type { Mode } from "./conversations/changes";

const MODES: readonly (readonly [Mode, string])[] = [
  ["analysis", "Charts"],
  ["psychology", "Psychology"],
];

export function ModeSwitch({ mode, change }: { mode: Mode; change: (mode: Mode) => void }) {
  return (
    <fieldset className="ml-1 flex rounded-md border border-line p-0.5" title="Switch (m)">
      <legend className="sr-only">Mode</legend>
      {MODES.map(([value, words]) => (
        <label
          key={value}
          className="grid min-h-6 place-items-center rounded-[6px] px-2 text-sm text-secondary has-checked:bg-raised has-checked:text-text has-focus-visible:outline-2 has-focus-visible:outline-primary pointer-coarse:min-h-10"
        >
          <input
            type="radio"
            name="mode"
            value={value}
            checked={mode === value}
            onChange={() => change(value)}
            className="sr-only"
          />
          {words}
        </label>
      ))}
    </fieldset>
  );
}

export function otherMode(mode: Mode): Mode {
  return mode === "analysis" ? "psychology" : "analysis";
}
