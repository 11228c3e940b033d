/**
 * The bytes of an artifact for a browser: pictures to be shown, everything to be saved. Agents attached them, so nothing
 * in them ever runs: what is opened by its address is saved instead, and would be in a sandbox if it were not.
 */
import type { Output } from '../../../contract/operations/index.ts'

type Artifact = Pick<Output<'get_artifact'>, 'name'>

/**
 * Pictures of dots alone: an SVG is a page that may hold scripts. Told by what the bytes begin with (in hex), never by
 * a name.
 */
const pictures: readonly (readonly [type: string, beginning: RegExp])[] = [
  ['image/png', /^89504e470d0a1a0a/],
  ['image/jpeg', /^ffd8ff/],
  ['image/gif', /^474946383[79]61/],
  ['image/webp', /^52494646.{8}57454250/],
  ['image/avif', /^.{8}6674797061766966/],
  ['image/bmp', /^424d.{8}00000000/],
]
const otherType = 'application/octet-stream'
export const types = [...pictures.map(([type]) => type), otherType]

export function artifactResponse({ name }: Artifact, bytes: Uint8Array): Response {
  const beginning = Buffer.from(bytes.subarray(0, 16)).toString('hex')
  const type = pictures.find(([, pattern]) => pattern.test(beginning))?.[0] ?? otherType
  return new Response(Uint8Array.from(bytes), {
    headers: {
      'content-type': type,
      'content-length': String(bytes.length),
      'content-disposition': `attachment; filename*=UTF-8''${encoded(name)}`,
      'content-security-policy': "sandbox; default-src 'none'",
      'cross-origin-resource-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    },
  })
}

/** RFC 8187. A name may be a path; a file is saved by the last of it. */
const encoded = (name: string) =>
  encodeURIComponent(Buffer.from(name.split(/[\\/]/).at(-1) || 'artifact').toString()).replace(
    /['()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  )
