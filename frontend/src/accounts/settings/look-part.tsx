// How the app looks, on every device of the trader's, and its keys.
import { CheckField, SelectField } from "@/ui/field";
import {
  type Density,
  type Locale,
  type Palette,
  type Theme,
  type Unit,
  useLook,
  type WeekStart,
} from "@/ui/look";
import { Card } from "@/ui/page";

const THEMES: readonly (readonly [Theme, string])[] = [
  ["system", "As the system"],
  ["dark", "Dark"],
  ["light", "Light"],
];
const PALETTES: readonly (readonly [Palette, string])[] = [
  ["green-red", "Green and red"],
  ["blue-orange", "Blue and orange, for every kind of sight"],
];
const DENSITIES: readonly (readonly [Density, string])[] = [
  ["comfortable", "Comfortable"],
  ["compact", "Compact"],
];
const UNITS: readonly (readonly [Unit, string])[] = [
  ["money", "Money"],
  ["r", "R, multiples of the risk"],
  ["percent", "Percent of the account"],
];

const WEEK_STARTS: readonly (readonly [WeekStart, string])[] = [
  ["monday", "Monday"],
  ["sunday", "Sunday"],
  ["saturday", "Saturday"],
];
const LOCALES: readonly Locale[] = [
  ...(["cs-CZ", "da-DK", "de-AT", "de-CH", "de-DE", "en-AU", "en-CA", "en-GB", "en-IN", "en-US"] as const),
  ...(["en-ZA", "es-ES", "es-MX", "fi-FI", "fr-CA", "fr-FR", "hi-IN", "it-IT", "ja-JP", "ko-KR"] as const),
  ...(["nb-NO", "nl-NL", "pl-PL", "pt-BR", "pt-PT", "sv-SE", "tr-TR", "zh-CN", "zh-TW"] as const),
];

/** "As the browser", and each language by its name with a sample: "German (Switzerland): 1\u2019234.5". */
function localeOptions(): (readonly [Locale | "", string])[] {
  const names = new Intl.DisplayNames("en", { type: "language" });
  const options = LOCALES.map((locale) => {
    const sample = new Intl.NumberFormat(locale).format(1234.5);
    return [locale, `${names.of(locale) ?? locale}: ${sample}`] as const;
  });
  return [["", "As the browser"], ...options];
}

/** The value of a select that is one of the options. */
function chosen<T extends string>(options: readonly (readonly [T, string])[], value: string): T | undefined {
  return options.find(([name]) => name === value)?.[0];
}

export function LookPart() {
  const look = useLook();
  return (
    <>
      <Card title="Look">
        <div className="grid gap-4 sm:grid-cols-2">
          <SelectField
            label="Theme"
            value={look.theme}
            options={THEMES}
            onChange={({ target }) => look.change({ theme: chosen(THEMES, target.value) })}
          />
          <SelectField
            label="Colours of results"
            value={look.palette}
            options={PALETTES}
            onChange={({ target }) => look.change({ palette: chosen(PALETTES, target.value) })}
          />
          <SelectField
            label="Rows"
            value={look.density}
            options={DENSITIES}
            onChange={({ target }) => look.change({ density: chosen(DENSITIES, target.value) })}
          />
          <SelectField
            label="Results in"
            hint="The key u changes it everywhere."
            value={look.unit}
            options={UNITS}
            onChange={({ target }) => look.change({ unit: chosen(UNITS, target.value) })}
          />
          <SelectField
            label="Weeks begin on"
            value={look.weekStart}
            options={WEEK_STARTS}
            onChange={({ target }) => look.change({ weekStart: chosen(WEEK_STARTS, target.value) })}
          />
          <SelectField
            label="Numbers and dates"
            value={look.locale ?? ""}
            options={localeOptions()}
            onChange={({ target }) =>
              look.change({ locale: LOCALES.find((name) => name === target.value) ?? null })
            }
          />
        </div>
        <CheckField
          label="Hide money"
          hint="Everywhere, on the axes of charts too; R stays. The key h does the same."
          checked={look.hidesMoney}
          onChange={({ target }) => look.change({ hidesMoney: target.checked })}
        />
        <CheckField
          label="A narrow rail"
          checked={look.railIsNarrow}
          onChange={({ target }) => look.change({ railIsNarrow: target.checked })}
        />
      </Card>
      <Card title="Keys">
        <CheckField
          label="Single letters are keys"
          hint="Keys with Ctrl or Cmd always work. The key ? shows all of them."
          checked={look.hasSingleKeys}
          onChange={({ target }) => look.change({ hasSingleKeys: target.checked })}
        />
      </Card>
    </>
  );
}
