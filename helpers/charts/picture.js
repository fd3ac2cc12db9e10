// What each picture brings itself: the way to the drawing code, which a notebook sends once.

const LAST_RESORT_MS = 10_000;

async function render(context) {
  const { model, el, host } = context;
  let exports;
  try {
    exports = await drawingCode(model, host);
  } catch {
    el.append(...[model.get("messages").no_drawing_code, model.get("says")].map((words) => {
      return Object.assign(document.createElement("p"), { textContent: words });
    }));
    return;
  }
  await exports.render({ ...context, host: { getModel: (id) => host.getModel(id), getWidget: async () => ({ exports }) } });
}

/** That of the notebook; where outputs share no page, one of the picture's own. */
async function drawingCode(model, host) {
  try {
    return (await host.getWidget(model.get("runtime"))).exports;
  } catch {
    return (await ownBundle(model)).initialize();
  }
}

function ownBundle(model) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(reject, LAST_RESORT_MS);
    model.on("msg:custom", async (message) => {
      if (!message.bundle) return;
      clearTimeout(timer);
      const url = URL.createObjectURL(new Blob([message.bundle], { type: "text/javascript" }));
      resolve((await import(/* webpackIgnore: true */ url)).default);
      URL.revokeObjectURL(url);
    });
    model.send({ wants: "bundle" });
  });
}

export default { render };
