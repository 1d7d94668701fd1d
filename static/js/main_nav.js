// On a narrow screen the main navigation scrolls: the entry of this page is brought into view, the page itself stays.
const nav = document.querySelector(".main-nav");
const here = nav?.querySelector("a[aria-current]");
if (here) nav.scrollLeft = here.offsetLeft + here.offsetWidth - nav.clientWidth;
