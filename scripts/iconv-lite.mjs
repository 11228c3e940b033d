// Stands in for iconv-lite in the bundle: what raw-body calls, done by Node's own decoder.

export function getDecoder(encoding) {
  let decoder
  try {
    decoder = new TextDecoder(encoding)
  } catch {
    // raw-body knows an unknown character set by these words, and answers 415.
    throw new Error(`Encoding not recognized: '${encoding}'`)
  }
  return { write: (bytes) => decoder.decode(bytes, { stream: true }), end: () => decoder.decode() }
}

export default { getDecoder }
