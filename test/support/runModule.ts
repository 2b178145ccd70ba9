/** Runs the module that `processes.ts` gives as text. */
const module = process.env['MODULE']
if (module !== undefined) await import(module)
