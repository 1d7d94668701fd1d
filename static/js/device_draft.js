// The draft of a request on this device; nothing else knows where it lies. It is kept while its box is ticked, for a day
// after the last letter, with the key of its form, so that it is never sent as a second case. A consent is not kept: it is
// given anew. Pages of the guarded path and the receipt wipe it, and so does the quick exit.
const PLACE = "draft";
const GOOD_FOR = 24 * 3_600_000;
const NOT_KEPT = ["csrf_token", "step", "reached", "consent", "agreed", "worker_agrees"];

const wipe = () => localStorage.removeItem(PLACE);

const read = () => {
  const draft = JSON.parse(localStorage.getItem(PLACE));
  if (draft && Date.now() < draft.at + GOOD_FOR) return draft;
  wipe();
  return null;
};

const write = (form) => {
  const said = [...new FormData(form)].filter(([name, value]) => value && typeof value === "string" && !NOT_KEPT.includes(name));
  localStorage.setItem(PLACE, JSON.stringify({ at: Date.now(), key: form.elements.key.value, said }));
};

const keep = (box) => {
  const { form } = box;
  const update = () => { if (box.checked) write(form); };
  box.checked = read()?.key === form.elements.key.value;
  box.addEventListener("change", () => { if (!box.checked) wipe(); });
  form.addEventListener("input", update);
  update();
};

const offer = (place, draft) => {
  const form = place.querySelector("form");
  for (const [name, value] of draft.said) {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name, value });
    form.append(field);
  }
  const moment = { month: "long", day: "numeric", hour: "2-digit", minute: "2-digit" };
  place.querySelector("[data-draft-at]").textContent = new Date(draft.at).toLocaleString(document.documentElement.lang, moment);
  place.querySelector("[data-draft-drop]").addEventListener("click", () => {
    wipe();
    place.hidden = true;
  });
  place.hidden = false;
};

const begin = () => {
  if (document.querySelector("meta[name=draft][content=wipe]")) wipe();
  const draft = read();
  const box = document.querySelector("[data-keep-draft]");
  const place = document.querySelector("[data-draft-offer]");
  if (box) keep(box);
  if (place && draft) offer(place, draft);
  document.addEventListener("exit", wipe);
};

// Where the browser keeps nothing for anybody, there is nothing to offer either.
try {
  begin();
} catch {
  document.querySelector("[data-keep-draft]")?.closest(".field").remove();
}
