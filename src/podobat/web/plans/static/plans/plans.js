// The check beside the form while somebody types, fields marked where it finds a fault, and what each way to begin needs.
"use strict";
(() => {
  const form = document.getElementById("plan-form"), now = document.getElementById("check-now");
  const mark = () => {
    form.querySelectorAll("[aria-invalid]").forEach((field) => field.removeAttribute("aria-invalid"));
    document.querySelectorAll("#checked [data-field]").forEach((fault) =>
      document.getElementById(fault.dataset.field)?.setAttribute("aria-invalid", "true"));
    const publish = document.querySelector(".publish button");
    if (publish && changed) publish.disabled = true;
  };
  const open = () => {
    const place = location.hash ? document.getElementById(location.hash.slice(1)) : null;
    for (let at = place; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
    place?.scrollIntoView();
  };
  let changed = false;
  if (form && now) {
    form.addEventListener("input", () => { changed = true; now.dispatchEvent(new Event("podobat:typed")); });
    form.addEventListener("submit", () => { changed = false; });
    document.body.addEventListener("htmx:afterSwap", mark);
    window.addEventListener("hashchange", open);
    window.addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
    mark();
    open();
  }
  const ways = document.getElementById("new-case");
  if (ways) {
    const needs = { template: ["name_ko", "name_en"], table: ["name_ko", "name_en", "file"], upload: ["file"],
      copy: ["name_ko", "name_en", "other"], continuation: ["name_ko", "name_en", "other"] };
    const show = () => {
      const way = ways.querySelector("[name=way]:checked")?.value ?? "template";
      for (const name of ["name_ko", "name_en", "file", "other"])
        ways.querySelector(`[name=${name}]`).closest(".field").hidden = !needs[way].includes(name);
    };
    ways.addEventListener("change", show);
    show();
  }
})();
