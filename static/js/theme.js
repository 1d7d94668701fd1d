// Changes light and dark at once, and tells the server in the background.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!("themeForm" in form.dataset)) return;
  event.preventDefault();
  const chosen = event.submitter.value;
  const root = document.documentElement;
  if (chosen === "auto") delete root.dataset.theme;
  else root.dataset.theme = chosen;
  for (const button of form.querySelectorAll("[aria-pressed]")) {
    button.setAttribute("aria-pressed", String(button === event.submitter));
  }
  const body = new FormData(form);
  body.set("theme", chosen);
  fetch(form.action, { method: "POST", body });
});
