// Makes the icon font of the state marks from media/marks/*.svg, so that the tree shows them in any colour and size.
// The names, in order, are the font's characters from E001 on, as package.json declares them.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import svg2ttf from 'svg2ttf'
import svgpath from 'svgpath'
import ttf2woff from 'ttf2woff'
import { root } from './install.mjs'

const folder = join(root, 'media', 'marks')
/** A drawing is 16 wide, with y downwards; a glyph is so many units wide, with y upwards. */
const em = 1600

export async function marksFont() {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.svg')).sort()
  const glyphs = await Promise.all(files.map(async (file, i) => glyph(file, i + 1)))
  const font = `<svg xmlns="http://www.w3.org/2000/svg"><defs><font id="baton" horiz-adv-x="${em}">
<font-face font-family="baton" units-per-em="${em}" ascent="${em}" descent="0"/>
${glyphs.join('\n')}
</font></defs></svg>`
  // Without the time of day: what is built twice is the same.
  return Buffer.from(ttf2woff(svg2ttf(font, { ts: 0 })))
}

async function glyph(file, number) {
  const [, path] = /<path d="([^"]+)"\/>/.exec(await readFile(join(folder, file), 'utf8')) ?? []
  // Nothing else becomes part of a glyph: strokes, circles and groups have to be drawn as one filled path.
  if (!path) throw new Error(`media/marks/${file} has to hold one <path d="…"/>, filled, and nothing else.`)
  const scale = em / 16
  const drawn = svgpath(path).unarc().scale(scale, -scale).translate(0, em).round(0)
  const character = `&#xE${String(number).padStart(3, '0')};`
  return `<glyph glyph-name="${file.replace('.svg', '')}" unicode="${character}" d="${drawn}"/>`
}
