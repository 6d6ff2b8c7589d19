import * as z from "zod/mini";

// zod's functions and not its methods (zod/mini), so that what nobody calls is not bundled: it starts four times faster.
// Its checks are few and run once: compiling them by `new Function` would take longer, and a page's policy forbids even the
// question whether it may.
z.config({ jitless: true });

export { z };
