// The levels that were read, as a small table.
import type { ReactNode } from "react";
import { Money } from "@/ui/figures";
import { number } from "@/ui/format";
import type { Verdict } from "./chance";

export function Levels({ read }: { read: Verdict["read"] }) {
  const rows: (readonly [string, ReactNode])[] = [];
  const add = (name: string, value: string | null) => {
    if (value) rows.push([name, value]);
  };
  add("Entry", read.entry);
  add("Stop", read.stop);
  add(read.targets.length > 1 ? "Targets" : "Target", read.targets.join(" / "));
  add("R:R", read.risk_reward && number(read.risk_reward, { maximumFractionDigits: 2 }));
  add("Size", read.position_size);
  if (read.risk_amount) rows.push(["Risk", <Money key="risk" value={read.risk_amount} />]);
  if (rows.length === 0) return null;
  return (
    <table className="w-fit max-w-full text-sm">
      <caption className="sr-only">Levels as they were read</caption>
      <thead>
        <tr className="text-muted">
          {rows.map(([name]) => (
            <th key={name} scope="col" className="pr-5 text-right font-normal">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        <tr>
          {rows.map(([name, value]) => (
            <td key={name} className="figures pr-5 text-right font-mono">
              {value}
            </td>
          ))}
        </tr>
      </tbody>
    </table>
  );
}
