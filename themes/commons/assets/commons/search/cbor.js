// The part of CBOR (RFC 8949) that Pagefind's files use: arrays, text and unsigned integers.

/** Return the value that the bytes hold. Raises an error for any other type. */
export function decoded(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const state = { view, bytes, at: 0 };
  return value(state);
}

function value(state) {
  const head = state.view.getUint8(state.at++);
  const size = argument(state, head & 31);
  if (head >> 5 === 0) return size;
  if (head >> 5 === 3) return text(state, size);
  if (head >> 5 === 4) return Array.from({ length: size }, () => value(state));
  throw new Error(`no such type in a search file: ${head}`);
}

function argument(state, info) {
  if (info < 24) return info;
  const width = { 24: 1, 25: 2, 26: 4 }[info];
  if (!width) throw new Error(`no such size in a search file: ${info}`);
  const read = { 1: "getUint8", 2: "getUint16", 4: "getUint32" }[width];
  const found = state.view[read](state.at);
  state.at += width;
  return found;
}

function text(state, size) {
  const part = state.bytes.subarray(state.at, (state.at += size));
  return new TextDecoder().decode(part);
}
