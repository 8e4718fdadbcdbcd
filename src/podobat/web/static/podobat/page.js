// On a phone the bar of rooms is wider than the window: show the one we are in.
"use strict";
document.querySelector(".rooms [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });
