// The quick exit: a press, or Escape or Shift three times in a row, puts a page of no interest in the place of this one.
const PRESSES = 3;
const PATIENCE = 2_000;
const way = document.querySelector("[data-exit]");

if (way) {
  let presses = [];
  let left = false;

  const leave = () => {
    left = true;
    document.dispatchEvent(new Event("exit"));
    document.body.hidden = true;
    document.title = "";
    location.replace(way.href);
  };

  way.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });
  document.addEventListener("keydown", (event) => {
    if (event.repeat) return;
    if (event.key !== "Escape" && event.key !== "Shift") {
      presses = [];
      return;
    }
    const now = Date.now();
    presses = [...presses.filter((press) => press.key === event.key && now - press.at < PATIENCE), { key: event.key, at: now }];
    if (presses.length === PRESSES) leave();
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted && left) leave();
  });
}
