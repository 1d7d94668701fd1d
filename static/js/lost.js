// A form that finds no line stays as it is, says so, and can be sent again: its key sees to it that nothing is doubled.
const notice = document.querySelector("[data-lost]");
let last = null;

const tell = () => {
  if (!last || !notice) return;
  const { form } = last;
  form.dispatchEvent(new Event("form:lost", { bubbles: true }));
  (form.querySelector(".buttons:not([data-lost] *)") ?? form.lastElementChild).before(notice);
  notice.hidden = false;
  notice.querySelector("[data-retry]").focus();
};

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!("once" in form.dataset) || event.defaultPrevented) return;
  last = { form, submitter: event.submitter };
  if (notice) notice.hidden = true;
  if (navigator.onLine) return;
  event.preventDefault();
  tell();
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-retry]")) last.form.requestSubmit(last.submitter);
});
navigator.serviceWorker?.addEventListener("message", (event) => { if (event.data === "lost") tell(); });
