// The page of an answer is as high as what it says.
"use strict";
for (const frame of document.querySelectorAll("iframe.answer")) {
  const fit = () => {
    const page = frame.contentDocument?.documentElement;
    if (page) frame.height = page.scrollHeight + 24;
  };
  frame.addEventListener("load", () => { fit(); new ResizeObserver(fit).observe(frame.contentDocument.body); });
  if (frame.contentDocument?.readyState === "complete") fit();
}
