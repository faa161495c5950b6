// A corrected row of the table, parted into its cells again. It knows no page.

/**
 * The cells of a row that was corrected as a whole: parted by its own spaces where there are as many words as cells, or
 * as numbers in them, else where the borders are between what was left as it was.
 * @param {string[]} cells as they were @param {string} now
 */
export function parted(cells, now) {
  const words = now.trim().split(/\s+/).filter(Boolean);
  if (words.length === cells.length) return words;
  if (words.length === cells.filter(Boolean).length) return cells.map((cell) => (cell ? words.shift() : ""));
  const places = aligned([...cells.join("")], [...now]);
  let [from, end] = [0, 0];
  return cells.map((cell) => {
    const start = from;
    end += cell.length;
    from = places[end];
    return now.slice(start, from).trim();
  });
}

/**
 * Where what stood before each place of a text ends in the corrected one, by the fewest changes from one to the other.
 * @param {string[]} before @param {string[]} now
 */
function aligned(before, now) {
  const costs = changes(before, now);
  const places = [];
  let j = now.length;
  for (let i = before.length; i > 0; i -= 1) {
    places[i] = j;
    while (j && costs[i][j] === costs[i][j - 1] + 1 && costs[i][j] !== kept(costs, before, now, i, j)) j -= 1;
    if (j && costs[i][j] === kept(costs, before, now, i, j)) j -= 1;
  }
  places[0] = j;
  return places;
}

/**
 * The fewest changes of a digit (Levenshtein) that lead from the first i of a text to the first j of another.
 * @param {string[]} before @param {string[]} now
 */
function changes(before, now) {
  const costs = [now.map((_, j) => j).concat(now.length)];
  for (let i = 1; i <= before.length; i += 1) {
    costs[i] = [i];
    for (let j = 1; j <= now.length; j += 1) {
      costs[i][j] = Math.min(costs[i - 1][j] + 1, costs[i][j - 1] + 1, kept(costs, before, now, i, j));
    }
  }
  return costs;
}

/**
 * The changes where the i-th digit became the j-th, or stayed.
 * @param {number[][]} costs @param {string[]} before @param {string[]} now @param {number} i @param {number} j
 */
const kept = (costs, before, now, i, j) => costs[i - 1][j - 1] + (before[i - 1] === now[j - 1] ? 0 : 1);
