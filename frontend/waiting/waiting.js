// Until the app is built: says how far it is, and becomes the app as soon as it is there.
const ASKED_EACH_MILLISECONDS = 1000;
const words = document.getElementById("words");

async function look() {
  const response = await fetch("/app-status", { cache: "no-store" }).catch(() => null);
  if (response?.ok) {
    const status = await response.json();
    if (status.state === "ready") return location.reload();
    words.textContent = status.words;
  }
  setTimeout(look, ASKED_EACH_MILLISECONDS);
}
look();
