/** What waits for what, from left to right. */
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks'
import { Empty } from '../board/Empty.tsx'
import { current } from '../board/focus.ts'
import { dialog } from '../dialogs/dialog.ts'
import { l10n } from '../l10n.ts'
import { cards, follower } from '../state.ts'
import { Foot } from './Foot.tsx'
import { focusNode, target } from './keys.ts'
import { layoutOf } from './layout.ts'
import { Node } from './Node.tsx'
import { Path } from './Path.tsx'
import { around, at, follow, plan } from './plan.ts'
import { Tools } from './Tools.tsx'
import { zoom } from './zoom.ts'

/** Where one was, for when one comes back from a task. */
const place: { left: number; top: number; seen: string | undefined } = { left: 0, top: 0, seen: undefined }

export function Graph() {
  useEffect(() => {
    // What one was at on the board, unless it was shown already.
    if (current.peek() !== place.seen) around.value = current.peek()
    place.seen = current.peek()
    return follow()
  }, [])
  if (!follower.isRead.value || !plan.value) return <main class="nothing muted">{l10n.t('Reading the tasks…')}</main>
  if (cards.size === 0) return <Empty />
  const { nodes, edges } = plan.value
  return (
    <main class="graph" aria-label={l10n.t('Graph')}>
      {nodes.length === 0 ? (
        <p class="nothing">{l10n.t('No task depends on another yet.')}</p>
      ) : (
        <div class="gwrap">
          <Picture />
          {edges.length === 0 && <p class="galone muted">{l10n.t('It waits for no task, and none waits for it.')}</p>}
          <Path />
          <Tools />
        </div>
      )}
      <Foot />
    </main>
  )
}

function Picture() {
  const scroller = useRef<HTMLDivElement>(null)
  const { nodes = [], edges = [], critical_path = [] } = plan.value ?? {}
  const shape = JSON.stringify([nodes.map(({ task_id }) => task_id), edges])
  // What else changes of a task moves nothing.
  const layout = useMemo(
    () =>
      layoutOf(
        nodes.map(({ task_id }) => task_id),
        edges,
      ),
    [shape],
  )
  const tasks = new Map(nodes.map((node) => [node.task_id, node]))
  const critical = new Set(critical_path)
  const isOpen = (id: string) => tasks.get(id)?.status !== 'done'
  const isCritical = (from: string, to: string) =>
    critical_path[critical_path.indexOf(from) + 1] === to && critical.has(from)
  if (at.value === undefined || !tasks.has(at.value)) at.value = around.value ?? critical_path[0] ?? layout.spots[0]?.id
  useLayoutEffect(() => {
    const box = scroller.current
    if (!box) return
    box.scrollTo(place.left, place.top)
    const id = at.peek()
    if (id === undefined) return
    // A view that was chosen above keeps the focus there.
    const node = document.getElementById(`node-${id}`)
    if (document.activeElement === document.body) node?.focus()
    else node?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [])
  const hear = (event: KeyboardEvent) => {
    const id = (event.target as HTMLElement).id.replace(/^node-/, '')
    if (event.ctrlKey || event.metaKey || event.altKey || dialog.peek()) return
    const to = target(event.key, id, layout, critical)
    if (to === undefined) return
    focusNode(to)
    event.preventDefault()
  }
  const lines = layout.lines.map((line) => ({
    ...line,
    look: `${isOpen(line.from) ? ' wait' : ''}${isCritical(line.from, line.to) ? ' crit' : ''}`,
  }))
  return (
    <div
      class="gscroll"
      ref={scroller}
      onScroll={({ currentTarget: { scrollLeft, scrollTop } }) => {
        place.left = scrollLeft
        place.top = scrollTop
      }}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: no fields stand in it */}
      <div
        class="canvas"
        role="group"
        aria-label={l10n.t('Tasks, each after those that it waits for')}
        style={{ width: `${layout.width}px`, height: `${layout.height}px`, zoom: zoom.value }}
        onKeyDown={hear}
      >
        <svg class="edges" width={layout.width} height={layout.height} aria-hidden="true">
          {lines.map(({ from, to, path, head, look }) => (
            <g key={`${from} ${to}`} data-edge={`${from} ${to}`}>
              <path class={`e${look}`} d={path} />
              <path class={`arrow${look}`} d={head} />
            </g>
          ))}
        </svg>
        {layout.spots.map((spot) => {
          const task = tasks.get(spot.id)
          return (
            task && (
              <Node
                key={spot.id}
                task={task}
                spot={spot}
                critical={critical.has(spot.id)}
                waitsFor={edges.flatMap(({ from, to }) => (to === spot.id && isOpen(from) ? [from] : []))}
              />
            )
          )
        })}
      </div>
    </div>
  )
}
