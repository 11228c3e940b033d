/** An icon of the editor's own font. Always an ornament: what it means stands beside it, or in a label. */
export const Icon = ({ name, small }: { name: string; small?: boolean }) => (
  <i class={`codicon codicon-${name}${small ? ' ci14' : ''}`} aria-hidden="true" />
)
