/** Picks a locator: what a test could look for where the pointer rests. */
import { useState } from 'preact/hooks';
import type { LocatorProposal } from '../../protocol.ts';

export interface LocatePanelProps {
  readonly proposals: readonly LocatorProposal[];
  readonly onHover: (proposal: LocatorProposal | undefined) => void;
}

export function LocatePanel({ proposals, onHover }: LocatePanelProps) {
  return (
    <section class="panel-part" aria-labelledby="locate-title">
      <h2 id="locate-title">Pick a locator</h2>
      <p class="hint">Point at the screen; click to keep what was found.</p>
      {proposals.length === 0 && <p class="hint">Nothing that a test could look for is there.</p>}
      <ul class="locators">
        {proposals.map((proposal) => (
          <li
            key={proposal.code}
            class="locator"
            onMouseEnter={() => onHover(proposal)}
            onMouseLeave={() => onHover(undefined)}
          >
            <code>{proposal.code}</code>
            <span class="locator-facts">
              {proposal.places === 1 ? 'once on this screen' : `${proposal.places} times: the first is taken`}
            </span>
            <CopyButton text={proposal.code} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** How long a button says that it copied, in ms. */
const TELLING_TIME = 1500;

export function CopyButton({ text }: { readonly text: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    window.setTimeout(() => setCopied(false), TELLING_TIME);
  };
  return (
    <button type="button" class="button" onClick={copy}>
      {copied ? 'Copied' : 'Copy'}
    </button>
  );
}
