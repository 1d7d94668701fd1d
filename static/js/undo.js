// A form with data-undo waits so many seconds before it goes: until then it can be taken back. Leaving the page sends it.
const waiting = new Map();

const send = (form) => {
  const { bar, timer } = waiting.get(form);
  clearInterval(timer);
  bar.remove();
  waiting.delete(form);
  form.dataset.settled = "";
  form.requestSubmit();
};

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!("undo" in form.dataset) || "settled" in form.dataset) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (waiting.has(form)) return;
  let left = Number(form.dataset.undo);
  const bar = document.createElement("div");
  bar.className = "undo-bar";
  bar.setAttribute("role", "status");
  const words = document.createElement("span");
  words.className = "number";
  const buttons = [["undoStop", "quiet"], ["undoNow", "primary"]].map(([name, kind]) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = `button button-${kind}`;
    button.textContent = form.dataset[name];
    return button;
  });
  const tell = () => { words.textContent = `${left} ${form.dataset.undoWords}`; };
  const timer = setInterval(() => {
    left -= 1;
    if (left <= 0) send(form);
    else tell();
  }, 1_000);
  waiting.set(form, { bar, timer });
  buttons[0].addEventListener("click", () => {
    clearInterval(timer);
    bar.remove();
    waiting.delete(form);
    form.querySelector("button")?.focus();
  });
  buttons[1].addEventListener("click", () => send(form));
  tell();
  bar.append(words, ...buttons);
  document.body.append(bar);
  buttons[0].focus();
}, { capture: true });

addEventListener("pagehide", () => {
  for (const form of waiting.keys()) {
    fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), keepalive: true });
  }
});
