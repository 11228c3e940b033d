/**
 * Lines and boxes to type into, with their names. Native ones: those of `@vscode-elements/elements` hide theirs in a
 * shadow root, where no hint of ours describes it and no list suggests what to type, and are 0.11 MB.
 */
import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'

interface Base {
  readonly name: string
  readonly label: string
  readonly hint?: string
  readonly value?: string | undefined
  readonly required?: boolean
  readonly first?: boolean
}

function Labelled({
  id,
  label,
  hint,
  children,
}: {
  id: string
  label: string
  hint?: string | undefined
  children: ComponentChildren
}) {
  return (
    <div class="ask-field">
      <label for={id}>{label}</label>
      {children}
      {hint && (
        <small id={`${id}-hint`} class="muted">
          {hint}
        </small>
      )}
    </div>
  )
}

export function Line({
  name,
  label,
  hint,
  value,
  required,
  first,
  options,
  max = 200,
}: Base & { options?: readonly string[]; max?: number }) {
  const id = useId()
  return (
    <Labelled id={id} label={label} hint={hint}>
      <input
        id={id}
        class="input"
        name={name}
        defaultValue={value ?? ''}
        required={required}
        maxLength={max}
        autocomplete="off"
        aria-describedby={hint && `${id}-hint`}
        list={options && `${id}-options`}
        data-first={first}
      />
      {options && (
        <datalist id={`${id}-options`}>
          {options.map((option) => (
            <option key={option} value={option} />
          ))}
        </datalist>
      )}
    </Labelled>
  )
}

export function Box({ name, label, hint, value, required, first, rows = 4 }: Base & { rows?: number }) {
  const id = useId()
  return (
    <Labelled id={id} label={label} hint={hint}>
      <textarea
        id={id}
        class="input"
        name={name}
        defaultValue={value ?? ''}
        required={required}
        rows={rows}
        aria-describedby={hint && `${id}-hint`}
        data-first={first}
      />
    </Labelled>
  )
}

export function Choice({
  name,
  label,
  value,
  options,
}: Base & { options: readonly (readonly [value: string, label: string])[] }) {
  const id = useId()
  return (
    <Labelled id={id} label={label}>
      <select id={id} class="input" name={name}>
        {options.map(([key, text]) => (
          <option key={key} value={key} selected={key === value}>
            {text}
          </option>
        ))}
      </select>
    </Labelled>
  )
}
