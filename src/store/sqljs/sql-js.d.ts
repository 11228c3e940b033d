/** The part of sql.js that is used here; the package brings no types. */
declare module 'sql.js/dist/sql-wasm-debug.js' {
  export interface Statement {
    bind(values: readonly unknown[]): boolean
    step(): boolean
    get(): unknown[]
    getColumnNames(): string[]
    reset(): boolean
    free(): boolean
  }

  export interface Database {
    readonly filename: string
    /** Runs a whole script. */
    run(sql: string): Database
    prepare(sql: string): Statement
    /** Rows changed by the last INSERT, UPDATE or DELETE. */
    getRowsModified(): number
    close(): void
  }

  export interface Options {
    useOldExtensionFunctions: boolean
    print(text: string): void
    printErr(text: string): void
    instantiateWasm(
      imports: Record<string, Record<string, (...args: never[]) => number>>,
      done: (instance: WebAssembly.Instance) => void,
    ): WebAssembly.Exports
  }

  export default function initSqlJs(options: Options): Promise<{ Database: new (content: Uint8Array) => Database }>
}
