/**
 * Markdown that agents wrote, as plain values to draw. Nothing of it is ever taken for HTML: what is not one of the few
 * kinds here stays the text that it was. So there is nothing to sanitise, and no script, style or picture to let in.
 */
import { Lexer, type MarkedToken, type Token } from 'marked'

export type Block =
  | { readonly kind: 'paragraph' | 'heading' | 'quote'; readonly of: readonly (Inline | Block)[] }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'list'; readonly first: number | undefined; readonly items: readonly Item[] }
  | {
      readonly kind: 'table'
      readonly head: readonly (readonly Inline[])[]
      readonly rows: readonly (readonly (readonly Inline[])[])[]
    }
  | { readonly kind: 'rule' }

export interface Item {
  /** Undefined: no check box. */
  readonly done: boolean | undefined
  readonly of: readonly (Inline | Block)[]
}

export type Inline =
  | { readonly kind: 'text' | 'codespan'; readonly text: string }
  | { readonly kind: 'strong' | 'em' | 'del'; readonly of: readonly Inline[] }
  /** Leads out of the editor, which asks first, or to a task. */
  | { readonly kind: 'link'; readonly href: string; readonly of: readonly Inline[] }
  | { readonly kind: 'task'; readonly task: string; readonly of: readonly Inline[] }
  | { readonly kind: 'break' }

/**
 * Looking for marks takes time that grows with the square of a paragraph: 20,000 characters of "_a_" took 7 s. One that
 * is longer than this is shown as it is.
 */
const longest = 3_000

class Careful extends Lexer {
  override inlineTokens(text: string, tokens: Token[] = []): Token[] {
    if (text.length <= longest) return super.inlineTokens(text, tokens)
    tokens.push({ type: 'text', raw: text, text, escaped: false })
    return tokens
  }
}

/** Deeper than any sane text. */
const deep = /^(?:[ \t]*>){40}/m

export function read(markdown: string): Block[] {
  const asItIs: Block[] = [{ kind: 'paragraph', of: [{ kind: 'text', text: markdown }] }]
  if (deep.test(markdown)) return asItIs
  try {
    return blocks(new Careful({ gfm: true, breaks: true }).lex(markdown))
  } catch {
    return asItIs
  }
}

const blocks = (tokens: readonly Token[]) => tokens.flatMap((token) => block(token as MarkedToken))

function block(token: MarkedToken): Block[] {
  switch (token.type) {
    case 'space':
    case 'def':
    case 'checkbox':
      return []
    case 'heading':
      return [{ kind: 'heading', of: inlines(token.tokens) }]
    case 'paragraph':
      return [{ kind: 'paragraph', of: inlines(token.tokens) }]
    case 'blockquote':
      return [{ kind: 'quote', of: blocks(token.tokens) }]
    case 'code':
      return [{ kind: 'code', text: token.text }]
    case 'hr':
      return [{ kind: 'rule' }]
    case 'list':
      return [
        {
          kind: 'list',
          first: token.ordered ? Number(token.start) || 1 : undefined,
          items: token.items.map(({ task, checked, tokens }) => ({
            done: task ? checked === true : undefined,
            of: tokens.flatMap((one) => within(one as MarkedToken)),
          })),
        },
      ]
    case 'table':
      return [
        {
          kind: 'table',
          head: token.header.map((cell) => inlines(cell.tokens)),
          rows: token.rows.map((row) => row.map((cell) => inlines(cell.tokens))),
        },
      ]
    default:
      return [{ kind: 'paragraph', of: inline(token) }]
  }
}

/** An item of a list holds lines and blocks alike. */
const within = (token: MarkedToken): (Inline | Block)[] =>
  token.type === 'text' || token.type === 'html' ? inline(token) : block(token)

const inlines = (tokens: readonly Token[] = []) => tokens.flatMap((token) => inline(token as MarkedToken))

function inline(token: MarkedToken): Inline[] {
  switch (token.type) {
    case 'text':
      return token.tokens ? inlines(token.tokens) : [{ kind: 'text', text: decoded(token.text) }]
    case 'escape':
      return [{ kind: 'text', text: token.text }]
    case 'codespan':
      return [{ kind: 'codespan', text: token.text }]
    case 'strong':
    case 'em':
    case 'del':
      return [{ kind: token.type, of: inlines(token.tokens) }]
    case 'br':
      return [{ kind: 'break' }]
    case 'link':
      return leads(token.href, inlines(token.tokens))
    case 'image':
      // Nothing is fetched for a look at a task; where the picture is can be followed by hand.
      return leads(token.href, [{ kind: 'text', text: token.text || token.href }])
    case 'checkbox':
      return []
    default:
      return [{ kind: 'text', text: token.raw }]
  }
}

function leads(href: string, of: readonly Inline[]): Inline[] {
  const task = /^task:(?:\/\/)?([A-Za-z0-9._-]{1,64})$/.exec(href)?.[1]
  if (task) return [{ kind: 'task', task, of }]
  if (isSafe(href)) return [{ kind: 'link', href, of }]
  return [...of, { kind: 'text', text: ` (${href})` }]
}

function isSafe(href: string): boolean {
  try {
    return ['http:', 'https:'].includes(new URL(href).protocol)
  } catch {
    return false
  }
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", nbsp: '\u00a0' }
const decoded = (text: string) => text.replace(/&(amp|lt|gt|quot|#39|nbsp);/g, (all, name) => entities[name] ?? all)
