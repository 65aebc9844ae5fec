// Elements of the page. Text is only ever set as text: nothing that anybody wrote becomes markup.
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** Put new children in place, and the focus and the caret back to where they were. */
export function redraw(place, children) {
  const before = place.contains(document.activeElement) ? document.activeElement : null;
  const key = before?.dataset.keep;
  const caret = key && before.selectionStart !== undefined ? [before.selectionStart, before.selectionEnd] : null;
  place.replaceChildren(...children);
  if (!key) return;
  const after = place.querySelector(`[data-keep="${CSS.escape(key)}"]`);
  after?.focus({ preventScroll: true });
  if (caret?.[0] !== undefined && caret?.[0] !== null) after?.setSelectionRange?.(...caret);
}
