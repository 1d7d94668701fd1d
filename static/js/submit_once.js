// A second press of the same button does nothing while the first is on its way.
const PATIENCE = 10_000;

const release = (form) => {
  delete form.dataset.busy;
  for (const button of form.querySelectorAll("[aria-disabled]")) button.removeAttribute("aria-disabled");
};

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!("once" in form.dataset) || event.defaultPrevented) return;
  if ("busy" in form.dataset) {
    event.preventDefault();
    return;
  }
  form.dataset.busy = "";
  event.submitter?.setAttribute("aria-disabled", "true");
  setTimeout(release, PATIENCE, form);
});

document.addEventListener("form:lost", (event) => release(event.target));

addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form[data-busy]").forEach(release);
});
