// What the page says to a reader, and how a message's {fields} are filled in.
const messages = JSON.parse(document.querySelector("#messages").textContent);
const filled = (message, fields) => message.replace(/\{(\w+)\}/g, (_, name) => fields[name]);
