// How far two spellings are apart.

/**
 * Return the number of edits between two words, or `limit + 1` when there are more than `limit`. An edit drops,
 * inserts or replaces a letter, or swaps two neighbours (optimal string alignment).
 */
export function distance(left, right, limit) {
  if (Math.abs(left.length - right.length) > limit) return limit + 1;
  let older = [];
  let above = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let row = 1; row <= left.length; row++) {
    const line = nextLine(left, right, row, above, older);
    if (Math.min(...line) > limit) return limit + 1;
    [older, above] = [above, line];
  }
  return Math.min(above[right.length], limit + 1);
}

function nextLine(left, right, row, above, older) {
  const line = [row];
  for (let column = 1; column <= right.length; column++) {
    const same = left[row - 1] === right[column - 1];
    let best = Math.min(above[column] + 1, line[column - 1] + 1, above[column - 1] + (same ? 0 : 1));
    if (row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1]) {
      best = Math.min(best, older[column - 2] + 1);
    }
    line.push(best);
  }
  return line;
}
