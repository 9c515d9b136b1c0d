/** The live page of a run on the command line: `--live`, `--pause-on-failure`, and `guest.pause()` without either. */
import { type PrivateFolder, privateFolder } from '../base/temporary.ts';
import { LiveGuests } from '../recorder/live-guests.ts';
import { openBrowser } from '../recorder/open-browser.ts';
import { OwnPlace, type OwnPlaceOptions } from '../recorder/own-place.ts';
import type { CliContext, OptionSpec, VerbArguments } from './verb.ts';

export const LIVE_OPTIONS: Readonly<Record<string, OptionSpec>> = {
  live: { type: 'boolean', help: 'show the guest in the browser while the script runs' },
  'pause-on-failure': {
    type: 'boolean',
    help: 'a failed wait stands still: act on the guest, accept a new reference, try again',
  },
  headless: { type: 'boolean', help: 'print the address of the live page, and open no browser' },
};

export interface LivePage extends AsyncDisposable {
  readonly guests: LiveGuests;
  readonly place: OwnPlace;
}

/** A page that is served from its first use on; at once with `--live`. */
export async function livePage(
  args: VerbArguments,
  context: CliContext,
  options: Pick<OwnPlaceOptions, 'picture'> = {},
): Promise<LivePage> {
  let folder: Promise<PrivateFolder> | undefined;
  const openPage = async (address: string) => {
    folder ??= privateFolder();
    await openBrowser(address, (await folder).path);
  };
  const place = new OwnPlace({
    ...options,
    announce: (address) => {
      context.warn(`guestwright: live at ${address}`);
      if (!args.flag('headless')) openPage(address).catch(() => {}); // the address was printed
    },
  });
  const guests = new LiveGuests({ place, pauseOnFailure: args.flag('pause-on-failure') });
  if (args.flag('live')) await place.open();
  return {
    guests,
    place,
    [Symbol.asyncDispose]: async () => {
      await place[Symbol.asyncDispose]();
      await (await folder)?.[Symbol.asyncDispose]();
    },
  };
}
