// What pictures and forms share. It stands before the code of either, in the same module.

/** A message with its {fields} filled in. */
const filled = (message, fields = {}) => message.replace(/\{(\w+)\}/g, (_, name) => fields[name]);

function append(parent, tag, properties = {}) {
  return parent.appendChild(Object.assign(document.createElement(tag), properties));
}

/** JupyterLab looks for this attribute on the focused element itself. Only Ctrl+S (Cmd+S) may pass, to save. */
function keepKey(event, box) {
  if (!(event.target instanceof Element) || !box.contains(event.target)) return;
  const saves = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s";
  event.target.toggleAttribute("data-lm-suppress-shortcuts", !saves);
}
