/** The part of the standard WebAssembly API that is used here; TypeScript keeps it in its DOM library only. */
declare namespace WebAssembly {
  type Exports = Record<string, unknown>
  type Module = { readonly compiled?: never }
  const Module: { imports(module: Module): { module: string; name: string; kind: string }[] }
  class Memory {
    readonly buffer: ArrayBuffer
  }
  class Instance {
    constructor(module: Module, imports: Record<string, Record<string, unknown>>)
    readonly exports: Exports
  }
  class RuntimeError extends Error {}
  function compile(bytes: Uint8Array): Promise<Module>
}
