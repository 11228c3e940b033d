/** What modules that only make texts need of the editor, which tests outside of it lack: texts as they are written. */
export const l10n = {
  t: (message: string, ...args: (string | number)[]) =>
    message.replace(/\{(\d+)\}/g, (_, index) => String(args[Number(index)])),
}
