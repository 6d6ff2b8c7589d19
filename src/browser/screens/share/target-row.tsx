import { count } from "../../../common/text.js";
import { zip } from "../../../common/zip.js";
import { Button } from "../../parts/button.js";
import { Icon } from "../../parts/icon.js";
import { saveFile } from "../../parts/save-file.js";
import type { SharedFile } from "../../worker/share.js";
import { type SharedNetwork, useFiles } from "./make-files.js";
import type { SharedTarget } from "./targets.js";

/** An error of the command line, without the flag that was not given here. */
const inWords = (error: string): string => {
  const text = error.replace(/^--[a-z-]+ [\w-]+: /, "");
  return `${text[0]!.toUpperCase()}${text.slice(1)}.`;
};

interface TargetRowProps {
  readonly network: SharedNetwork;
  readonly target: SharedTarget;
  readonly board: string;
}

/** One thing that the network can be taken along as: all of its files at once, or each. */
export function TargetRow({ network, target, board }: TargetRowProps) {
  const made = useFiles(network, target, board);
  const files = made && "files" in made ? made.files : undefined;
  return (
    <li class="target">
      <Icon name={target.icon} />
      <div class="grow stack tight">
        <div class="row spread">
          <h4>{target.title}</h4>
          <Button
            size="small"
            icon="download"
            disabled={!files}
            aria-label={`Save ${target.title}`}
            onClick={() => files && saveAll(`${network.name}-${target.target}`, files)}
          >
            Save
          </Button>
        </div>
        <p class="muted small">{target.about}</p>
        {made && "error" in made && <p class="warn small">{inWords(made.error)}</p>}
        {!made && <p class="muted small">Being made…</p>}
        {files && <FileList title={target.title} files={files} />}
      </div>
    </li>
  );
}

function FileList({
  title,
  files,
}: {
  readonly title: string;
  readonly files: readonly SharedFile[];
}) {
  const all = files.reduce((sum, { bytes }) => sum + bytes.length, 0);
  return (
    <details class="small">
      <summary>
        {files.length === 1 ? "1 file" : `${files.length} files`}, {count(all)} bytes
        <span class="only-heard"> of {title}</span>
      </summary>
      <ul class="plain files">
        {files.map((one) => (
          <li key={one.file}>
            <button class="file" type="button" onClick={() => save(one)}>
              {one.file}
            </button>
            <span class="muted numbers">
              {count(one.bytes.length)} bytes, CRC-32 {one.sum}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}

const save = ({ file, bytes }: SharedFile): void =>
  saveFile(file.split("/").at(-1)!, bytes, "application/octet-stream");

/** One file as it is, several as an archive. */
function saveAll(name: string, files: readonly SharedFile[]): void {
  if (files.length === 1) save(files[0]!);
  else saveFile(`${name}.zip`, zip(files), "application/zip");
}
