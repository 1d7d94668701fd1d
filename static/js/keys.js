// The page by keyboard: j and k walk through rows, a letter presses what carries it, Ctrl+K finds a command by name.
// Letters are left alone while somebody types.
const TYPING = "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]";
const rows = () => [...document.querySelectorAll("tr[data-row-link]")];
const rowNow = () => document.activeElement?.closest("tr[data-row-link]");
const lead = (row) => row?.querySelector("th a");

const walk = (by) => {
  const all = rows();
  if (!all.length) return;
  const at = all.indexOf(rowNow());
  const next = all[Math.min(Math.max(at + by, 0), all.length - 1)];
  lead(at < 0 ? all[0] : next)?.focus();
};

const press = (key) => {
  const wanted = `[data-key="${CSS.escape(key)}"]`;
  const found = rowNow()?.querySelector(wanted) ?? document.querySelector(`:not(tr[data-row-link] *)${wanted}`) ?? null;
  if (!found) return false;
  if (found.matches("input[type=search], input[type=text]")) found.focus();
  else found.click();
  return true;
};

const commands = () =>
  [...document.querySelectorAll(".masthead a, .tabs a, a.button, button.button, footer a[data-key]")]
    .filter((each) => each.checkVisibility() && !each.closest("dialog, .pane"))
    .map((each) => ({ each, words: each.textContent.trim().replace(/\s+/g, " ") }))
    .filter(({ words }) => words);

const palette = () => {
  const words = document.querySelector("[data-palette]");
  if (!words || document.querySelector("dialog.palette")) return;
  const dialog = document.createElement("dialog");
  dialog.className = "dialog palette";
  dialog.setAttribute("aria-label", words.dataset.palette);
  const field = document.createElement("input");
  field.className = "input";
  field.setAttribute("aria-label", words.dataset.palette);
  field.setAttribute("aria-controls", "palette-found");
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-expanded", "true");
  field.autocomplete = "off";
  const list = document.createElement("ul");
  list.id = "palette-found";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", words.dataset.palette);
  dialog.append(field, list);
  document.body.append(dialog);
  const all = commands();
  let at = 0;
  let shown = [];
  const mark = () => {
    [...list.children].forEach((item, n) => item.setAttribute("aria-selected", String(n === at)));
    if (shown.length) field.setAttribute("aria-activedescendant", `palette-${at}`);
  };
  const fill = () => {
    const wanted = field.value.trim().toLowerCase();
    shown = all.filter((one) => one.words.toLowerCase().includes(wanted)).slice(0, 12);
    at = 0;
    list.replaceChildren(...shown.map((one, n) => {
      const item = document.createElement("li");
      item.id = `palette-${n}`;
      item.setAttribute("role", "option");
      item.textContent = one.words;
      item.addEventListener("click", () => go(one));
      return item;
    }));
    mark();
  };
  const go = (one) => {
    dialog.close();
    one?.each.click();
  };
  field.addEventListener("input", fill);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") go(shown[at]);
    else if (event.key === "ArrowDown") at = Math.min(at + 1, shown.length - 1);
    else if (event.key === "ArrowUp") at = Math.max(at - 1, 0);
    else return;
    event.preventDefault();
    mark();
  });
  dialog.addEventListener("close", () => dialog.remove());
  fill();
  dialog.showModal();
  field.focus();
};

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.altKey) return;
  const command = event.ctrlKey || event.metaKey;
  if (command && event.key === "Enter") {
    const form = event.target.closest?.("form") ?? document.querySelector("main form[data-undo]");
    if (form?.method !== "post") return;
    event.preventDefault();
    form.requestSubmit(form.querySelector("[data-key-save]") ?? undefined);
  } else if (command && event.key.toLowerCase() === "k") {
    event.preventDefault();
    palette();
  } else if (!command && !event.target.closest?.(TYPING) && !document.querySelector("dialog[open]")) {
    if (event.key === "j") walk(1);
    else if (event.key === "k") walk(-1);
    else if (!/^[cnlax/?]$/.test(event.key) || !press(event.key)) return;
    event.preventDefault();
  }
});
