// Finds the sections that hold all of the words that are typed.
const MOST = 30;
const AROUND = 70;
const sections = JSON.parse(document.querySelector("#texts").textContent);
for (const section of sections) section.low = `${section.title} ${section.text}`.toLowerCase();
const input = document.querySelector("#words");

function find() {
  const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
  const found = words.length ? sections.filter(({ low }) => words.every((word) => low.includes(word))) : [];
  const list = document.querySelector(".results");
  list.replaceChildren(...found.slice(0, MOST).map((section) => row(section, words)));
  document.body.classList.toggle("searching", words.length > 0);
  const many = filled(messages.found_many, { count: found.length });
  const said = [messages.found_none, messages.found_one][found.length] ?? many;
  document.querySelector(".found").textContent = words.length ? said : "";
}

function row(section, words) {
  const item = document.createElement("li");
  const textContent = `${filled(messages.lesson, { number: section.page.split("_")[0] })} `;
  item.append(Object.assign(document.createElement("small"), { textContent }));
  const link = item.appendChild(document.createElement("a"));
  link.href = `${section.page}.html${section.id ? `#${encodeURIComponent(section.id)}` : ""}`;
  link.textContent = section.title;
  item.append(excerpt(section.text, words));
  return item;
}

function excerpt(text, words) {
  const places = words.map((word) => text.toLowerCase().indexOf(word)).filter((place) => place >= 0);
  const start = Math.max(0, Math.min(...(places.length ? places : [0])) - AROUND);
  const cut = text.slice(start, start + 3 * AROUND);
  const paragraph = document.createElement("p");
  const pattern = new RegExp(`(${words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|")})`, "gi");
  cut.split(pattern).forEach((part, place) => {
    const piece = place % 2 ? document.createElement("mark") : document.createTextNode("");
    piece.textContent = part;
    paragraph.append(piece);
  });
  if (start) paragraph.prepend("… ");
  paragraph.append(" …");
  return paragraph;
}

input.addEventListener("input", find);
document.querySelector(".search").addEventListener("submit", (event) => event.preventDefault());
if (location.hash === "#search") input.focus();
find();
