import { isFolded } from '../app/folded.ts'
import { l10n } from '../l10n.ts'
import { Action } from '../parts/Action.tsx'
import { Fold } from '../parts/Fold.tsx'
import { Glyph } from '../parts/Glyph.tsx'
import { given, now } from '../state.ts'
import { ago, whole } from '../times.ts'
import type { Reading } from './reading.ts'

type Client = Reading['clients'][number]

const through = (way: Client['through']): string =>
  ({
    http: 'HTTP',
    sse: 'SSE',
    stdio: l10n.t('stdio bridge'),
    editor: l10n.t('the editor'),
    link: l10n.t('a local link'),
    rest: 'REST',
    browser: l10n.t('the board'),
  })[way]

const roleName = (role: Client['role']): string =>
  ({ agent: l10n.t('agent'), person: l10n.t('person'), admin: l10n.t('admin') })[role]

export function Connected({ clients }: { clients: readonly Client[] }) {
  const here = clients.filter(({ gone }) => !gone)
  const left = clients.filter(({ gone }) => gone)
  return (
    <section aria-labelledby="connected">
      <h2 class="h2" id="connected">
        {l10n.t('Connected')}
        <span class="count">{here.length}</span>
        <span class="grow" />
        {given.editor && (
          <Action
            wish={{ kind: 'act', action: 'connect' }}
            label={l10n.t('Connect an Agent')}
            icon="plug"
            look="quiet"
            offline
          />
        )}
      </h2>
      {clients.length === 0 ? (
        <p class="muted">{l10n.t('Nobody is connected.')}</p>
      ) : (
        <table>
          <thead>
            <tr>
              <th>{l10n.t('Client')}</th>
              <th class="spare">{l10n.t('Protocol')}</th>
              <th class="way">{l10n.t('Through')}</th>
              <th class="spare">{l10n.t('Role')}</th>
              <th class="spare">{l10n.t('Calls')}</th>
              <th class="seen">{l10n.t('Seen')}</th>
            </tr>
          </thead>
          <tbody>
            {here.map((client) => (
              <Row key={keyOf(client)} client={client} />
            ))}
            {left.length > 0 && (
              <tr class="left-head">
                <td colSpan={6}>
                  <Fold of={foldOfLeft} folded>
                    {l10n.t('Left')}
                    <span class="count">{left.length}</span>
                  </Fold>
                </td>
              </tr>
            )}
            {!isFolded(foldOfLeft, true) && left.map((client) => <Row key={keyOf(client)} client={client} />)}
          </tbody>
        </table>
      )}
    </section>
  )
}

const foldOfLeft = 'clients that left'
const keyOf = ({ name, connected_at, through, agent }: Client) => `${name} ${connected_at} ${through} ${agent}`

function Row({ client }: { client: Client }) {
  const { name, version, protocol, agent, role, calls_last_minute, last_call_at, connected_at, gone } = client
  const seen = last_call_at ?? connected_at
  return (
    <tr class={gone ? 'gone' : ''}>
      <td>
        <span class="cell">
          <span
            class={`dot${gone ? ' idle' : ''}`}
            role="img"
            aria-label={gone ? l10n.t('it has left') : l10n.t('connected')}
          />
          <Glyph agent={agent ?? name} />
          <span class="ell" title={agent}>
            {name}
          </span>
          {version && <span class="clock">{version}</span>}
          {agent && agent !== name && <span class="clock ell">{agent}</span>}
        </span>
      </td>
      <td class="mono spare">{protocol}</td>
      <td class="way">{through(client.through)}</td>
      <td class="muted spare">{roleName(role)}</td>
      <td class="num spare">{l10n.t('{0}/min', calls_last_minute)}</td>
      <td class="muted seen" title={whole(seen)}>
        {ago(seen, now.value)}
      </td>
    </tr>
  )
}
