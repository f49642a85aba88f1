// What differs between two lists, and between two texts word by word. Pure.
// Method: E. Myers, "An O(ND) Difference Algorithm and Its Variations", Algorithmica 1 (1986).

const MOST_STEPS = 2000; // beyond that the texts have little in common, and each is shown whole

/** Return the steps from list `a` to list `b`: `[kind, items]` with kind "same", "gone" or "new", in order. */
export function difference(a, b) {
  const ahead = common(a, b, (list, n) => list[n]);
  const [restA, restB] = [a.slice(ahead), b.slice(ahead)];
  const behind = common(restA, restB, (list, n) => list[list.length - 1 - n]);
  const middle = steps(restA.slice(0, restA.length - behind), restB.slice(0, restB.length - behind));
  const tail = behind ? b.slice(-behind) : [];
  return joined([["same", a.slice(0, ahead)], ...middle, ["same", tail]]);
}

function common(a, b, item) {
  let n = 0;
  while (n < a.length && n < b.length && item(a, n) === item(b, n)) n += 1;
  return n;
}

function steps(a, b) {
  const whole = [["gone", a], ["new", b]];
  if (!a.length || !b.length) return whole;
  const trace = furthest(a, b);
  return trace ? backwards(a, b, trace) : whole;
}

/** Return for each number of steps how far each diagonal reaches, or null when there are too many. */
function furthest(a, b) {
  let reach = new Map([[1, 0]]);
  const trace = [];
  for (let d = 0; d <= Math.min(a.length + b.length, MOST_STEPS); d += 1) {
    trace.push(new Map(reach));
    for (let k = -d; k <= d; k += 2) {
      let x = isDown(reach, k, d) ? reach.get(k + 1) : reach.get(k - 1) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x += 1;
      reach.set(k, x);
      if (x >= a.length && x - k >= b.length) return trace;
    }
  }
  return null;
}

function isDown(reach, k, d) {
  return k === -d || (k !== d && reach.get(k - 1) < reach.get(k + 1));
}

function backwards(a, b, trace) {
  const found = [];
  let [x, y] = [a.length, b.length];
  for (let d = trace.length - 1; d >= 0; d -= 1) {
    const reach = trace[d];
    const k = x - y;
    const before = isDown(reach, k, d) ? k + 1 : k - 1;
    const startX = reach.get(before);
    const startY = startX - before;
    while (x > startX && y > startY) [x, y] = [x - 1, y - 1], found.push(["same", [b[y]]]);
    if (d && x === startX) found.push(["new", [b[startY]]]);
    else if (d) found.push(["gone", [a[startX]]]);
    [x, y] = [startX, startY];
  }
  return found.reverse();
}

/** Return steps in which neighbours of one kind are one, and what is gone comes before what is new. */
function joined(all) {
  const found = [];
  let change = { gone: [], new: [] };
  const settle = () => {
    for (const kind of ["gone", "new"]) if (change[kind].length) found.push([kind, change[kind]]);
    change = { gone: [], new: [] };
  };
  for (const [kind, items] of all.filter((step) => step[1].length)) {
    if (kind !== "same") {
      change[kind].push(...items);
    } else {
      settle();
      if (found.at(-1)?.[0] === "same") found.at(-1)[1].push(...items);
      else found.push(["same", [...items]]);
    }
  }
  settle();
  return found;
}

// Scripts that do not part words by spaces are compared sign by sign.
const WORD =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|\s+|[\p{L}\p{M}\p{N}_]+|[^\s\p{L}\p{M}\p{N}_]/gu;
const LEAST_ALIKE = 0.3; // of the words: below that, old and new are shown one after the other

/** Return the steps between two texts, of strings. */
export function wordDifference(before, after) {
  const [a, b] = [before, after].map((text) => text.match(WORD) ?? []);
  const found = smooth(difference(a, b).map(([kind, words]) => [kind, words.join("")]));
  const kept = found.filter(([kind]) => kind === "same").reduce((sum, [, text]) => sum + text.trim().length, 0);
  if (kept >= LEAST_ALIKE * Math.min(before.length, after.length)) return found;
  return [["gone", before], ["new", after]].filter(([, text]) => text);
}

/** Return the steps in which changes that only blanks part are one change: so that phrases are read, not words. */
function smooth(steps) {
  const isBlank = ([kind, text], n) => kind === "same" && !text.trim() && n > 0 && n < steps.length - 1;
  const parted = steps.flatMap((step, n) => (isBlank(step, n) ? [["gone", step[1]], ["new", step[1]]] : [step]));
  return joined(parted.map(([kind, text]) => [kind, [text]])).map(([kind, texts]) => [kind, texts.join("")]);
}

/** Return a text as paragraphs; blank lines inside a fence of code part nothing. */
export function paragraphs(text) {
  const found = [[]];
  let fence = "";
  for (const line of text.replace(/\r\n?/g, "\n").split("\n")) {
    const mark = line.match(/^\s*(`{3,}|~{3,})/)?.[1];
    if (mark && !fence) fence = mark;
    else if (mark?.startsWith(fence) && fence) fence = "";
    if (line.trim() || fence) found.at(-1).push(line);
    else if (found.at(-1).length) found.push([]);
  }
  return found.filter((lines) => lines.length).map((lines) => lines.join("\n"));
}
