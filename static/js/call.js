// A call that is being written down: counts its seconds, and proposes another next step where it must be made again.
const AGAIN = ["missed", "agreed"];
const started = new WeakMap();

const tick = (form) => {
  const field = form.querySelector("[data-call-seconds]");
  const seconds = Math.floor((Date.now() - started.get(form)) / 1_000);
  field.value = seconds;
  form.querySelector("[data-call-timer]").textContent =
    `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
};

const begin = (root) => {
  for (const form of root.querySelectorAll("form[data-call]")) {
    if (started.has(form)) continue;
    started.set(form, Date.now() - 1_000 * Number(form.querySelector("[data-call-seconds]").value));
    const timer = setInterval(() => { if (form.isConnected) tick(form); else clearInterval(timer); }, 1_000);
  }
};

const propose = (form, again) => {
  const pairs = [["next_step", form.dataset.step, form.dataset.againStep], ["due_on", form.dataset.day, form.dataset.againDay]];
  for (const [name, first, other] of pairs) {
    const field = form.elements[name];
    if ([first, other, ""].includes(field.value)) field.value = again ? other : first;
  }
};

begin(document);
document.addEventListener("pane:shown", (event) => begin(event.target));
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-call]");
  if (form && event.target.name === "end") propose(form, AGAIN.includes(event.target.value));
});
