// Sliders follow their numbers and numbers their sliders; faults that an answer names appear beside their controls.
"use strict";
(() => {
  const form = document.getElementById("controls");
  if (!form) return;
  const numberOf = (slider) => document.getElementById(slider.dataset.for);
  for (const slider of form.querySelectorAll("input[type=range]")) {
    const number = numberOf(slider);
    slider.hidden = false;
    slider.addEventListener("input", () => { number.value = slider.value; });
    number.addEventListener("input", () => { slider.value = number.value; });
  }
  const clear = () => {
    for (const place of form.querySelectorAll("[data-fault]")) place.textContent = "";
    for (const control of form.querySelectorAll("[aria-invalid]")) control.removeAttribute("aria-invalid");
  };
  const outcome = document.getElementById("outcome");
  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (!outcome.contains(event.target)) return;
    const faults = outcome.querySelector("[data-faults]");
    if (!faults && event.target !== outcome) return;
    clear();
    if (!faults) return;
    for (const item of faults.querySelectorAll("[data-field]")) {
      const name = item.dataset.field;
      const place = form.querySelector(`[data-fault="${CSS.escape(name)}"]`);
      const control = form.elements.namedItem(name);
      if (place) place.textContent = item.querySelector("span").textContent;
      if (control && control.setAttribute) control.setAttribute("aria-invalid", "true");
      const folded = place && place.closest("details");
      if (folded) folded.open = true;
    }
  });
  form.addEventListener("change", (event) => {
    const name = event.target.name;
    const choose = (group, value) => { for (const radio of form.elements[group]) radio.checked = radio.value === value; };
    if (name === "law_date") choose("law", "date");
    if (name && name.startsWith("climate_")) choose("climate", "pinned");
  }, true);
})();
