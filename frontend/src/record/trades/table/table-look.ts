// Which columns of the table are shown, kept on this device.
import { create } from "zustand";
import { persist } from "zustand/middleware";

export interface TableLook {
  /** Columns that the trader has shown or hidden; others are as the app begins. */
  columns: Readonly<Record<string, boolean>>;
  show(column: string, isShown: boolean): void;
  reset(): void;
}

export const useTableLook = create<TableLook>()(
  persist(
    (set) => ({
      columns: {},
      show: (column, isShown) => set(({ columns }) => ({ columns: { ...columns, [column]: isShown } })),
      reset: () => set({ columns: {} }),
    }),
    { name: "coach.trades.columns" },
  ),
);
