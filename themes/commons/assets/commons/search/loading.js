// Files of the site.

/** Return the answer to a request. Raises an error unless the file is there. */
export async function asked(url, cache = "default") {
  const answer = await fetch(url, { cache });
  if (!answer.ok) throw new Error(`${answer.status} for ${url}`);
  return answer;
}

/** Return the JSON at an address. Raises an error for any answer without. */
export async function json(url, cache = "default") {
  return (await asked(url, cache)).json();
}
