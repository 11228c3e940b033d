import type { ComponentChildren, VNode } from 'preact'
import { useMemo } from 'preact/hooks'
import { wish } from '../wishes.ts'
import { type Block, type Inline, read } from './read.ts'

/** Text that an agent wrote. */
export function Markdown({ text }: { text: string }) {
  const parts = useMemo(() => read(text), [text])
  return <div class="md">{parts.map(draw)}</div>
}

function draw(part: Inline | Block, key: number): VNode | string {
  switch (part.kind) {
    case 'text':
      return part.text
    case 'codespan':
      return <code key={key}>{part.text}</code>
    case 'strong':
      return <strong key={key}>{part.of.map(draw)}</strong>
    case 'em':
      return <em key={key}>{part.of.map(draw)}</em>
    case 'del':
      return <del key={key}>{part.of.map(draw)}</del>
    case 'break':
      return <br key={key} />
    case 'link':
      // The address is shown on hover: what a link says and where it leads may differ.
      return (
        <a key={key} href={part.href} title={part.href}>
          {part.of.map(draw)}
        </a>
      )
    case 'task':
      return (
        <button key={key} type="button" class="link" onClick={() => wish({ kind: 'task', task_id: part.task })}>
          {part.of.map(draw)}
        </button>
      )
    case 'paragraph':
      return <p key={key}>{part.of.map(draw)}</p>
    case 'heading':
      return (
        <p key={key} class="mh">
          {part.of.map(draw)}
        </p>
      )
    case 'quote':
      return <blockquote key={key}>{part.of.map(draw)}</blockquote>
    case 'code':
      return (
        <pre key={key}>
          <code>{part.text}</code>
        </pre>
      )
    case 'rule':
      return <hr key={key} />
    case 'list': {
      const items = part.items.map(({ done, of }, i) => <Item key={String(i)} done={done} children={of.map(draw)} />)
      return part.first === undefined ? (
        <ul key={key}>{items}</ul>
      ) : (
        <ol key={key} start={part.first}>
          {items}
        </ol>
      )
    }
    case 'table':
      return (
        <table key={key}>
          <thead>
            <tr>
              {part.head.map((cell, i) => (
                <th key={String(i)}>{cell.map(draw)}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {part.rows.map((row, i) => (
              <tr key={String(i)}>
                {row.map((cell, j) => (
                  <td key={String(j)}>{cell.map(draw)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )
  }
}

function Item({ done, children }: { done: boolean | undefined; children: ComponentChildren }) {
  if (done === undefined) return <li>{children}</li>
  return (
    <li class="check">
      <input type="checkbox" checked={done} disabled />
      {children}
    </li>
  )
}
