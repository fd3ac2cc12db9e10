// Draws charts; before it stand the fonts, vega.js and the pictures. As a notebook's runtime it makes ready while the
// kernel still loads its libraries.

/** Loads what stands in the chart itself and nothing from an address; a link opens when it is clicked on. */
const loader = {
  async sanitize(address, { context } = {}) {
    const isLink = context === "href" && /^https?:/i.test(address);
    if (!isLink && !/^data:/i.test(address)) throw new Error(`${address} is not loaded`);
    return isLink ? { href: address, target: "_blank", rel: "noopener" } : { href: address };
  },
  async load(address) {
    const { href } = await this.sanitize(address);
    return (await fetch(href)).text();
  },
};

/** Words are measured with the font that they are drawn with: it is there before the first chart. */
const ready = Promise.all(Object.entries(FONTS).map(([weight, text]) => {
  const bytes = Uint8Array.from(atob(text), (each) => each.charCodeAt(0));
  document.fonts.add(new FontFace("City Figures", bytes, { weight }));
}).concat(["", "bold "].map((weight) => document.fonts.load(`${weight}13px "City Figures"`)))).catch(() => {});

async function embed(place, { usermeta, ...spec }, options) {
  await ready;
  return vegaEmbed(place, spec, { ...options, loader, tooltip: { formatTooltip } });
}

/** As Vega's own, which would load an image where a column is named so. */
function formatTooltip(value, escaped) {
  if (value === null || typeof value !== "object") return escaped(value);
  const text = (each) => escaped(typeof each === "object" ? JSON.stringify(each) : each);
  const row = ([key, each]) => `<tr><td class="key">${escaped(key)}</td><td class="value">${text(each)}</td></tr>`;
  return `<table>${Object.entries(value).map(row).join("")}</table>`;
}

function initialize() {
  // What goes wrong here goes wrong again, and is said, where a chart is drawn.
  warmUp().catch(() => {});
  return { embed, render: pictures.render };
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
  const chart = await embed(nowhere, spec, options);
  chart.finalize();
  return nowhere.querySelectorAll(".mark-rect path").length;
}

export default { embed, initialize, warmUp };
