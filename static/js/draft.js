// Keeps on the server what stands in a form with data-draft, every few seconds while it changes; what could not be
// sent stays in the page and is sent again. Before the form itself goes, it makes sure that there is a line.
const EVERY = 3_000; // a killed browser loses five seconds at most, also where the answer takes its time
const forms = new Map();

const said = (form, words, tone) => {
  const place = form.querySelector("[data-draft-state]");
  if (!place) return;
  place.textContent = words;
  place.dataset.tone = tone;
};

const now = (form) => {
  const fields = new URLSearchParams(new FormData(form));
  for (const name of ["seconds", "csrf_token"]) fields.delete(name); // a running timer alone is no change
  return fields.toString();
};

// After a new sign-in the page's tokens are no longer good: the same page, asked for again, has one that is.
const renew = async () => {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" }, redirect: "manual" });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const token = fresh.querySelector("input[name=csrf_token]")?.value;
  if (token) document.querySelectorAll("input[name=csrf_token]").forEach((field) => { field.value = token; });
};

const keep = async (form, options = {}) => {
  const state = forms.get(form);
  const words = now(form);
  if (state.stopped || state.busy || words === state.kept) return state.kept === words;
  state.busy = true;
  try {
    const answer = await fetch(`${form.dataset.draft}?version=${state.version}`, {
      method: "POST",
      body: new URLSearchParams(new FormData(form)),
      headers: { Accept: "application/json" },
      redirect: "manual",
      ...options,
    });
    const told = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : null;
    if (answer.ok && told) {
      state.version = told.version;
      state.kept = words;
      said(form, told.said, "ok");
      return true;
    }
    if (answer.status === 409 && told) state.stopped = true;
    said(form, told?.said ?? form.dataset.signedOut, "lost");
    if (!told) await renew();
    return told ? false : null;
  } catch {
    said(form, form.dataset.offline, "lost");
    return null;
  } finally {
    state.busy = false;
  }
};

const attach = (root) => {
  for (const form of root.querySelectorAll("form[data-draft]")) {
    if (!forms.has(form)) forms.set(form, { version: Number(form.dataset.draftVersion), kept: now(form) });
  }
};

attach(document);
document.addEventListener("pane:shown", (event) => attach(event.target));
setInterval(() => {
  for (const form of forms.keys()) {
    if (form.isConnected) keep(form);
    else forms.delete(form);
  }
}, EVERY);
addEventListener("pagehide", () => forms.forEach((_state, form) => keep(form, { keepalive: true })));

document.addEventListener("submit", async (event) => {
  const form = event.target;
  const state = forms.get(form);
  if (!state || "sent" in form.dataset || "drop" in (event.submitter?.dataset ?? {})) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const submitter = event.submitter;
  if ((await keep(form)) === null) return;
  state.stopped = true;
  form.dataset.sent = "";
  form.requestSubmit(submitter);
}, { capture: true });
