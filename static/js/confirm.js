// Asks before a form with data-confirm is sent.
const ask = (form) => {
  const dialog = document.createElement("dialog");
  dialog.className = "dialog";
  const question = document.createElement("p");
  question.id = "dialog-question";
  question.textContent = form.dataset.confirm;
  dialog.setAttribute("aria-labelledby", question.id);
  const answers = document.createElement("form");
  answers.method = "dialog";
  answers.className = "buttons";
  for (const [answer, words, kind] of [["no", form.dataset.no, "quiet"], ["yes", form.dataset.yes, "danger"]]) {
    const button = document.createElement("button");
    button.value = answer;
    button.className = `button button-${kind}`;
    button.textContent = words;
    answers.append(button);
  }
  dialog.append(question, answers);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
  });
};

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!("confirm" in form.dataset) || "confirmed" in form.dataset) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const submitter = event.submitter;
  if (await ask(form)) {
    form.dataset.confirmed = "";
    form.requestSubmit(submitter);
    delete form.dataset.confirmed;
  } else {
    submitter?.focus();
  }
}, { capture: true });
