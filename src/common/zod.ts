import { z } from "zod";

// Its checks are few and run once: compiling them by `new Function` would take longer, and a page's policy forbids even the
// question whether it may.
z.config({ jitless: true });

export { z };
