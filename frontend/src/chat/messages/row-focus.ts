// From one message to the next by key.

/** Put the focus on the message behind or before the focused one; on the last one in sight where none is focused. */
export function focusRow(step: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>("section[aria-label=Messages] article")];
  const focused = document.activeElement?.closest<HTMLElement>("article");
  const place = focused ? rows.indexOf(focused) : -1;
  const next = place < 0 ? rows.at(-1) : rows[place + step];
  next?.focus({ preventScroll: true });
  next?.scrollIntoView({ block: "nearest" });
}
