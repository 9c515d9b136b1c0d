/** A small double of the command vmrun: keeps in files what runs and what snapshots there are, and writes down its calls. */
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SCRIPT = `#!/bin/sh
dir=$(dirname "$0")
echo "$*" >> "$dir/calls"
[ "$1" = -T ] && shift 2
command=$1
vmx=$2
fail() { echo "Error: $1"; exit 255; }
runs() { grep -qxF -e "$vmx" "$dir/running"; }
leaves() { grep -vxF -e "$vmx" "$dir/running" > "$dir/new"; mv "$dir/new" "$dir/running"; }
list() { echo "Total $1: $(grep -c . "$2")"; cat "$2"; }
[ -f "$dir/fail" ] && fail "$(cat "$dir/fail")"
case $command in
  list) list 'running VMs' "$dir/running" ;;
  start)
    runs && fail 'The virtual machine is already running'
    echo "$vmx" >> "$dir/running" ;;
  stop | suspend)
    runs || fail 'The virtual machine is not powered on: '"$vmx"
    leaves ;;
  reset | pause | unpause) runs || fail 'The virtual machine is not powered on: '"$vmx" ;;
  snapshot) echo "$3" >> "$dir/snapshots" ;;
  deleteSnapshot)
    grep -vxF -e "$3" "$dir/snapshots" > "$dir/new"
    mv "$dir/new" "$dir/snapshots" ;;
  revertToSnapshot) grep -qxF -e "$3" "$dir/snapshots" || fail 'Invalid snapshot name' ;;
  listSnapshots) list snapshots "$dir/snapshots" ;;
  clone) cp "$vmx" "$3" ;;
  upgradevm | installTools | deleteVM) ;;
  *) fail "Unrecognized command: $command" ;;
esac
exit 0
`;

export interface FakeVmrun extends AsyncDisposable {
  readonly folder: string;
  readonly program: string;
  /** A machine's .vmx. */
  readonly vmx: string;
  calls(): Promise<readonly string[]>;
  /** From now on every call fails with these words; undefined: none does. */
  failWith(words: string | undefined): Promise<void>;
}

export async function fakeVmrun(): Promise<FakeVmrun> {
  const folder = await mkdtemp(join(tmpdir(), 'vmrun-'));
  const program = join(folder, 'vmrun');
  const vmx = join(folder, 'a machine.vmx');
  await writeFile(program, SCRIPT);
  await chmod(program, 0o755);
  await writeFile(join(folder, 'running'), '');
  await writeFile(join(folder, 'snapshots'), '');
  await writeFile(join(folder, 'calls'), '');
  await writeFile(vmx, '.encoding = "UTF-8"\ndisplayName = "a machine"\n');
  return {
    folder,
    program,
    vmx,
    calls: async () => (await readFile(join(folder, 'calls'), 'utf8')).split('\n').filter(Boolean),
    failWith: async (words) => {
      if (words === undefined) await rm(join(folder, 'fail'));
      else await writeFile(join(folder, 'fail'), words);
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
