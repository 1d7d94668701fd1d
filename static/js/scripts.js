// Tells the style sheet that scripts run, so that what needs them may show.
document.documentElement.dataset.scripts = "";
