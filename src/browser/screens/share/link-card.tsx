import { useEffect, useState } from "preact/hooks";
import { Button } from "../../parts/button.js";
import { Card } from "../../parts/card.js";
import { Field } from "../../parts/field.js";
import { fragmentOf } from "../../state/network-link.js";

/** A link to the network file, which holds it itself. */
export function LinkCard({ text }: { readonly text: string }) {
  const [made, setMade] = useState<{ readonly link?: string; readonly error?: string }>({});
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    let last = true;
    setCopied(false);
    fragmentOf(text).then(
      (fragment) => last && setMade({ link: location.href.replace(/#.*$/s, "") + fragment }),
      (error: Error) => last && setMade({ error: error.message }),
    );
    return () => {
      last = false;
    };
  }, [text]);
  const { link = "", error } = made;
  return (
    <Card title="A link">
      <p class="muted">
        It holds the network file itself: no readings and no weights. Nobody's server gets to see
        it.
      </p>
      <Field label="Link to this network" error={error}>
        {(ids) => (
          <input
            {...ids}
            readOnly
            value={link}
            onFocus={({ currentTarget }) => currentTarget.select()}
          />
        )}
      </Field>
      <div class="row">
        <Button
          icon={copied ? "tick" : "copy"}
          disabled={link === ""}
          onClick={() =>
            void navigator.clipboard.writeText(link).then(
              () => setCopied(true),
              () =>
                setMade({
                  link,
                  error: "The browser does not let this page copy: select the link and copy it.",
                }),
            )
          }
        >
          {copied ? "Copied" : "Copy link"}
        </Button>
        <span class="muted small numbers" role="status">
          {link.length > 0 && `${link.length} characters`}
        </span>
      </div>
    </Card>
  );
}
