// Charts that answer the mouse: the same specification as the picture that stands there without this script.
// Vega's interpreter walks the expressions, so that nothing has to be evaluated as code.
"use strict";
for (const figure of document.querySelectorAll("figure[data-chart]")) {
  fetch(figure.dataset.chart).then((answer) => answer.json()).then((spec) => {
    const place = document.createElement("div");
    place.className = "live";
    figure.querySelector(".still").before(place);
    spec.width = Math.max(300, Math.min(place.clientWidth - 90, 1100));
    const program = vegaLite.compile(spec, { logger: { level: () => 0, error() {}, warn() {}, info() {}, debug() {} } }).spec;
    const view = new vega.View(vega.parse(program, null, { ast: true }),
      { expr: vega.expressionInterpreter, renderer: "canvas", container: place, hover: true, logLevel: vega.None });
    return view.runAsync().then(() => {
      figure.classList.add("drawn");
      place.setAttribute("aria-hidden", "true");
      for (const kind of ["png", "svg"]) {
        const button = figure.querySelector(`[data-save=${kind}]`);
        button.hidden = false;
        button.addEventListener("click", () => view.toImageURL(kind, 2).then((url) => {
          const link = document.createElement("a");
          link.href = url;
          link.download = `${figure.dataset.name}.${kind}`;
          link.click();
        }));
      }
    });
  }).catch(() => figure.querySelector(".live")?.remove());
}
