// Before anything is painted: the theme that this browser keeps, so that no page flashes in the other one.
try {
  const look = JSON.parse(localStorage.getItem("coach.look") || "{}").state || {};
  document.documentElement.dataset.theme = look.theme || "system";
  if (look.palette) document.documentElement.dataset.palette = look.palette;
} catch {
  document.documentElement.dataset.theme = "system";
}
