// The instrument that verdicts are about, typed; nothing typed is any.
import { type FormEvent, useState } from "react";
import { TextField } from "@/ui/field";

export function InstrumentSearch({
  instrument = "",
  choose,
}: {
  instrument: string | undefined;
  choose: (instrument: string | undefined) => void;
}) {
  const [word, setWord] = useState(instrument);
  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    const next = word.trim().toUpperCase();
    if (next !== instrument) choose(next || undefined);
  };
  return (
    <form onSubmit={submit} className="w-32">
      <TextField
        label="Instrument"
        placeholder="Any"
        value={word}
        onChange={(event) => setWord(event.target.value)}
        onBlur={() => submit()}
      />
    </form>
  );
}
