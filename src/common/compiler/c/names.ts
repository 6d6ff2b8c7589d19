import { hex } from "../../hex.js";
import { crc32 } from "../../loader/crc32.js";
import { ROUTINES } from "../../loader/engine.js";

/** What a network's names end with, each behind the prefix and "_": nothing else in the C may end so. */
export const PUBLIC_ENDINGS = ["memory", ...ROUTINES, "init_trained"] as const;

/** The same for macros. */
export const MACRO_ENDINGS = [
  "H",
  "ABI",
  "FINGERPRINT",
  "INPUTS",
  "OUTPUTS",
  "BATCH",
  "PARAMETER_COUNT",
  "STATE",
  "TARGETS",
  "LABELS",
  "CHANNELS",
  "SEED",
  "WORDS",
  "STATE_WORDS",
  "PARAMETERS",
  "STEPS",
  "OBSERVED",
  "LEARNING_RATE",
  "INPUT",
  "TARGET",
  "OUTPUT",
  "READING",
  "TRAINED",
  "WITHOUT_LOSS",
] as const;

/** Characters of a prefix at most: C99 promises 31 for a name that a linker sees, most linkers many more. */
const MOST = 40;

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** Headers of C, C++, POSIX and Arduino: a file of that name would take a header's place. */
const HEADERS = words(`
  aio alloca arduino assert byteswap client complex cpio ctype dirent dlfcn eeprom elf endian envz err errno error execinfo
  fcntl features fenv float fmtmsg fnmatch ftw getopt glob grp iconv inttypes ipaddress iso646 langinfo libgen libintl
  limits link locale malloc math mbedtls memory monetary mqueue ndbm netdb newlib nl_types paths poll print printable
  pthread pwd reent regex regdef resolv sched search semaphore server setjmp sgtty signal spawn spi stdalign stdarg
  stdatomic stdbit stdbool stdckdint stddef stdint stdio stdlib stdnoreturn stream string strings stropts sysexits syslog
  tar termios tgmath threads time trace uchar ucontext ulimit unctrl unistd utime utmpx values wait wchar wctype wire
  wordexp
`);

/** Names that C11, POSIX or glibc give to functions and macros that end as ours do: atomic_init, MAX_INPUT … */
const FOREIGN =
  /^(?:atomic|cnd|dbm|fanotify|inet6_.*|inotify|max|msg|mtx|nss|obstack|posix_.*|pthread_.*|res|scr|sem|slk|td)$/;

/**
 * What all names of a network in C begin with, from the name of its file: an identifier in lower case. Characters
 * outside ASCII leave a hash of the whole name, so that names which differ in nothing else stay apart.
 */
export function cPrefix(name: string): string {
  const latin = name.normalize("NFKD").replace(/\p{M}/gu, "");
  const plain = latin
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "");
  const lost = /[^ -~]/.test(latin) || plain.length > MOST;
  const kept = lost
    ? `${plain.slice(0, MOST - 9).replace(/_$/, "") || "net"}_${hashOf(name)}`
    : plain;
  const plainly = /^[a-z]/.test(kept) && !HEADERS.has(kept) && !FOREIGN.test(kept);
  return plainly ? kept : `net_${kept}`.replace(/_$/, "");
}

function hashOf(name: string): string {
  const bytes = new TextEncoder().encode(name);
  return hex(crc32(bytes, 0, bytes.length));
}
