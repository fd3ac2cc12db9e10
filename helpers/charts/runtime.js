// Vega's drawing code as one module. As a notebook's runtime it makes ready while the kernel still loads its libraries.

export default { embed: vegaEmbed, initialize, warmUp };

function initialize() {
  // What goes wrong here goes wrong again, and is said, where a chart is drawn.
  warmUp().catch(() => {});
  return { embed: vegaEmbed };
}

/**
 * A browser's first drawing takes several times as long as its next: the first is one that nobody waits for.
 * Gives the number of its bars.
 */
async function warmUp() {
  const position = { type: "quantitative", axis: { title: "" } };
  const spec = {
    data: { values: [{ x: 1, y: 1 }, { x: 2, y: 3 }] },
    title: { text: "", subtitle: [""] },
    params: [{ name: "k", value: 1 }],
    transform: [{ calculate: "datum.y * k", as: "z" }],
    mark: { type: "bar", tooltip: true },
    encoding: {
      x: { field: "x", ...position },
      y: { field: "z", ...position },
      color: { field: "x", type: "nominal" },
    },
  };
  const options = { mode: "vega-lite", renderer: "svg", actions: false };
  const nowhere = document.createElement("div");
  const chart = await vegaEmbed(nowhere, spec, options);
  chart.finalize();
  return nowhere.querySelectorAll(".mark-rect path").length;
}
