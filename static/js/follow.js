// Shows anew, every few seconds, a page that tells how far something is; without scripts there is a link for it.
const followed = document.querySelector("[data-follow]");
if (followed) setTimeout(() => location.reload(), Number(followed.dataset.follow));
