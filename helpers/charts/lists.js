// Lists of numbers, as readers draw and type them: a text field holds each.

const POWERS = { k: 3, 千: 3, w: 4, 万: 4, 萬: 4, 亿: 8, 億: 8 };
const ONE_NUMBER = /^[~≈约]?([-+]?(?:\d+\.?\d*|\.\d+))([kw千万萬亿億])?%?$/i;

const isList = ({ kind }) => kind === "draw" || kind === "guesses";

/** The numbers in a text, and the words in it that are none. A comma before three digits belongs to a number. */
function listed(text) {
  const plain = text.replace(/[，；、]/g, " ").normalize("NFKC").replace(/[−–—]/g, "-").replace(/\s+(?=[%千万亿])/g, "");
  const found = { numbers: [], unread: [] };
  for (const word of plain.replace(/(?<=\d),(?=\d{3}(?!\d))/g, "").split(/[\s,;]+/).filter(Boolean)) {
    const [, digits, power = ""] = ONE_NUMBER.exec(word) ?? [];
    if (digits) found.numbers.push(Number(digits) * 10 ** (POWERS[power.toLowerCase()] ?? 0));
    else found.unread.push(word);
  }
  return found;
}

/** What Vega gets: of a drawing, what is not drawn yet is as it was at first. */
function listOf({ kind, value, times, control }) {
  const numbers = listed(control.get("value")).numbers.map((number) => number / times);
  return kind === "draw" ? value.map((first, place) => numbers[place] ?? first) : numbers;
}

/** The same numbers as a reader writes them. */
const written = (numbers, { times }) => numbers.map((number) => Number((number * times).toPrecision(12)));

/** A sentence whose {fields} are filled with the numbers of a list, or with what the drawn marks carry. */
function filledBy(view, sentence, lists, comma) {
  const rows = view ? [...carried(view.scenegraph().root)] : [];
  const ofList = (wire) => wire && written(listOf(wire), wire).join(comma);
  const filling = (name) => ofList(lists.find((wire) => wire.name === name)) ?? rows.find((row) => name in row)?.[name];
  return sentence.replace(/\{(\w+)\}/g, (_, name) => filling(name) ?? "…");
}

function* carried({ role, datum, items = [] }, isMark = false) {
  if (isMark && datum instanceof Object) yield datum;
  for (const item of items) yield* carried(item, role === "mark");
}
