// A value once it has not changed for a moment.
import { useEffect, useState } from "react";

const SETTLES_AFTER_MILLISECONDS = 250;

export function useSettled(value: string): string {
  const [settled, settle] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => settle(value), SETTLES_AFTER_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
