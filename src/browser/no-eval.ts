import { config } from "zod/v4/core";

// zod asks whether it may compile its checks with `new Function`, which the page's policy forbids, and browsers report even
// the question. It asks where a schema is made, so this must come before all that makes some.
config({ jitless: true });
