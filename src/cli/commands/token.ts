import { link, type TokenRow } from '../../contract/link.ts'
import { roles } from '../../contract/words.ts'
import { failure } from '../../reach/failure.ts'
import type { LinkBaton } from '../../reach/link.ts'
import type { Command } from '../commands.ts'
import { type Flags, readFlags } from '../flags.ts'
import { withBaton } from '../reach.ts'

const own = { role: { type: 'string' }, name: { type: 'string' }, days: { type: 'string' } } as const
const usage =
  'Say what to do: token create --role agent|person|admin [--name NAME] [--days DAYS], token list, token revoke ID, or token allow ID.'

/** Who may come in beside the store's own token: named tokens, browsers, editors. A running host heeds it at once. */
export const token: Command = async (argv) => {
  const flags = readFlags(argv, own)
  const [what = ''] = flags.words
  const work = { create, list, revoke, allow }[what]
  if (!work) throw failure('invalid_input', usage)
  const { answer, says } = await withBaton(flags.place, ({ baton }) => work(baton, flags))
  process.stdout.write(flags.on('json') ? `${JSON.stringify(answer)}\n` : says)
  return 0
}

interface Done {
  readonly answer: unknown
  readonly says: string
}

async function create(baton: LinkBaton, flags: Flags): Promise<Done> {
  const role = roles.find((one) => one === flags.text('role'))
  if (!role) throw failure('invalid_input', `What may it do? --role ${roles.join(', --role ')}.`, { field: 'role' })
  const [name, days] = [flags.text('name'), daysIn(flags.text('days'))]
  const wish = { role, ...(name !== undefined && { name }), ...(days !== undefined && { days }) }
  const made = await baton.ask(link.createToken, wish)
  const says = `${made.token}

This is token ${made.name} (${made.id}): ${mays[role]}, ${endOf(made)}.
It is shown now and never again. Send it as "Authorization: Bearer <token>"; take it back with: baton token revoke ${made.id}
`
  return { answer: made, says }
}

/** Read here already: a number that is none would travel as null, which is no end at all. */
function daysIn(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (/^\d{1,4}$/.test(text)) return Number(text)
  throw failure('invalid_input', `--days is "${text}". Give a whole number from 1 to 3650.`, { field: 'days' })
}

const mays = {
  agent: 'works on tasks as an agent does',
  person: 'also approves, answers and overrules as a person does',
  admin: 'also makes and revokes tokens',
} as const

async function list(baton: LinkBaton): Promise<Done> {
  const answer = await baton.ask(link.listTokens, {})
  const rows = answer.tokens.map((row) => [
    row.id,
    row.name,
    row.kind === 'token' ? row.role : row.kind,
    endOf(row),
    row.last_used === null ? 'never used' : `${row.kind === 'editor' ? 'seen' : 'used'} ${minute(row.last_used)}`,
  ])
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? []
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
  return { answer, says: lines.length > 0 ? `${lines.join('\n')}\n` : 'There is nobody beside the host’s own token.\n' }
}

async function revoke(baton: LinkBaton, { words: [, id] }: Flags): Promise<Done> {
  if (id === undefined) throw failure('invalid_input', 'Which one? token revoke ID; "baton token list" shows them.')
  const gone = await baton.ask(link.revokeToken, { id })
  const what = {
    token: `Token ${gone.name} is worth nothing now`,
    browser: `${gone.name}’s browser is logged out`,
    editor: `${gone.name}’s editor is no person’s any more. Let it in again with: baton token allow ${gone.id}`,
  }[gone.kind]
  return { answer: gone, says: `${what}${gone.kind === 'editor' ? '' : '.'}\n` }
}

async function allow(baton: LinkBaton, { words: [, id] }: Flags): Promise<Done> {
  if (id === undefined) throw failure('invalid_input', 'Which one? token allow ID; "baton token list" shows them.')
  const back = await baton.ask(link.allowKey, { id })
  return { answer: back, says: `${back.name}’s editor may show again that it is a person’s.\n` }
}

function endOf({ kind, created_at, expires_at, revoked_at }: TokenRow): string {
  if (kind === 'editor') return revoked_at ? `revoked ${minute(revoked_at)}` : `since ${minute(created_at)}`
  if (expires_at === null) return 'no end'
  return `${Date.parse(expires_at) <= Date.now() ? 'ended' : 'until'} ${minute(expires_at)}`
}

const minute = (at: string) => `${at.slice(0, 16).replace('T', ' ')} UTC`
