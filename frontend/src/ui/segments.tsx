// One of a few, side by side: the one in use is pressed.
export function Segments<Value extends string>({
  label,
  value,
  options,
  choose,
}: {
  label: string;
  value: Value;
  options: readonly (readonly [Value, string])[];
  choose: (value: Value) => void;
}) {
  return (
    <fieldset className="inline-flex rounded-md border border-line p-0.5">
      <legend className="sr-only">{label}</legend>
      {options.map(([name, words]) => (
        <button
          key={name}
          type="button"
          aria-pressed={name === value}
          onClick={() => choose(name)}
          className="min-h-7 rounded px-2.5 text-sm text-secondary hover:text-text aria-pressed:bg-mark aria-pressed:font-medium aria-pressed:text-text pointer-coarse:min-h-10"
        >
          {words}
        </button>
      ))}
    </fieldset>
  );
}
