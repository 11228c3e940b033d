// Writes what the docs say of operations from the table itself: docs/tools.md, and the table in README.md.
//   node scripts/docs.mjs [--check]     with --check nothing is written, and the exit code says whether all is as it should be
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { operations } from '../src/contract/operations/index.ts'

const root = join(import.meta.dirname, '..')
const toolsets = {
  tasks: 'Tasks',
  handoff: 'Handoff',
  workers: 'Workers',
  notifications: 'Notifications',
  history: 'History',
  people: 'People',
  upkeep: 'Upkeep',
}

const inToolset = (name) => operations.filter((operation) => operation.toolset === name)

function overview() {
  const rows = Object.entries(toolsets).map(([name, title]) => {
    const names = inToolset(name).map((operation) => `\`${operation.name}\``)
    return names.length > 0 ? `| ${title} | ${names.join(', ')} |` : undefined
  })
  return ['| toolset | operations |', '| --- | --- |', ...rows.filter(Boolean)].join('\n')
}

function reference() {
  const parts = [
    '# Operations',
    '',
    'Made from `src/contract/operations` by `npm run docs`. Every one is an MCP tool, `POST /tools/<name>` and `baton call <name>`, as far as its line says.',
  ]
  for (const [name, title] of Object.entries(toolsets)) {
    if (inToolset(name).length === 0) continue
    parts.push('', `## ${title}`)
    for (const operation of inToolset(name)) parts.push('', ...section(operation))
  }
  return `${parts.join('\n')}\n`
}

function section({ name, description, who, on, effect, inputSchema, errors }) {
  const { properties = {}, required = [] } = z.toJSONSchema(inputSchema, { io: 'input', target: 'draft-7' })
  const rows = Object.entries(properties).map(
    ([field, schema]) =>
      `| \`${field}\`${required.includes(field) ? ' *' : ''} | ${typeOf(schema)} | ${schema.description ?? ''} |`,
  )
  return [
    `### ${name}`,
    description,
    '',
    `For: ${who === 'agent' ? 'everybody' : 'people'}. By: ${on.join(', ')}. ${effect === 'read' ? 'Reads.' : 'Writes.'}`,
    ...(rows.length > 0 ? ['', '| argument | type | |', '| --- | --- | --- |', ...rows] : []),
    ...(errors.length > 0 ? ['', `Refusals: ${errors.join(', ')}.`] : []),
  ]
}

function typeOf(schema) {
  if (schema.enum) return schema.enum.join(' \\| ')
  const any = schema.anyOf ?? schema.allOf
  if (any) return any.map(typeOf).join(' or ')
  if (schema.type === 'array') return `list of up to ${schema.maxItems}: ${typeOf(schema.items ?? {})}`
  if (schema.type === 'string') return schema.maxLength ? `text, at most ${schema.maxLength}` : 'text'
  if (schema.type === 'integer') return `whole number ${schema.minimum}–${schema.maximum}`
  return schema.type ?? 'anything'
}

const between = (text, made) =>
  text.replace(/(<!-- operations -->\n)[\s\S]*?(<!-- \/operations -->)/, (_, begin, end) => `${begin}${made}\n${end}`)

const readme = readFileSync(join(root, 'README.md'), 'utf8')
const wanted = { 'docs/tools.md': reference(), 'README.md': between(readme, overview()) }
for (const [file, text] of Object.entries(wanted)) {
  const path = join(root, file)
  let there = ''
  try {
    there = readFileSync(path, 'utf8')
  } catch {
    // Made for the first time.
  }
  if (there === text) continue
  if (process.argv.includes('--check')) {
    console.error(`${file} is not what the table of operations says. Run: npm run docs`)
    process.exitCode = 1
  } else {
    writeFileSync(path, text)
    console.log(`Wrote ${file}.`)
  }
}
