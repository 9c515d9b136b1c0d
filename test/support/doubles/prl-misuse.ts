/**
 * Breaks one rule of Parallels' API, by name, in a process of its own: the double must end it and say which.
 * `node --import jiti/register prl-misuse.ts LIBRARY RULE`, with the environment of a service.
 */
import koffi from 'koffi';
import { openPrlLibrary } from './prl-library.ts';

const VERSION = 0x90000;
const LONG = 20_000;

const [path = '', rule = ''] = process.argv.slice(2);
const library = openPrlLibrary(path);

const out = (name: keyof typeof library & `Prl${string}`, ...args: readonly unknown[]) => {
  const to: number[] = [0];
  const code = library[name](...args, to);
  if (code < 0) throw new Error(`${name}: ${code}`);
  return to[0] as number;
};
const end = (job: number) => {
  library.PrlJob_Wait(job, LONG);
  const code = out('PrlJob_GetRetCode', job);
  if (code < 0) throw new Error(`job: ${code}`);
};

library.PrlApi_InitEx(VERSION, 1, 0, 0);
const server = out('PrlSrv_Create');
end(library.PrlSrv_LoginLocal(server, null, 0, 1));

const RULES: Readonly<Record<string, () => void>> = {
  'free twice': () => {
    library.PrlHandle_Free(server);
    library.PrlHandle_Free(server);
  },
  'use a freed handle': () => {
    const vm = out('PrlSrv_CreateVm', server);
    library.PrlHandle_Free(vm);
    library.PrlVmCfg_SetName(vm, 'x');
  },
  'use after log-off': () => {
    end(library.PrlSrv_Logoff(server));
    library.PrlSrv_GetVmListEx(server, 0);
  },
  'use a machine after log-off': () => {
    const vm = out('PrlSrv_CreateVm', server);
    end(library.PrlSrv_Logoff(server));
    library.PrlVm_Start(vm);
  },
  'use after deinit': () => {
    library.PrlApi_Deinit();
    out('PrlSrv_Create');
  },
  'free after deinit': () => {
    library.PrlApi_Deinit();
    library.PrlHandle_Free(server);
  },
  // The callback is on its way when the rule is named; until then nothing is removed and nothing ends.
  'unregister with a callback pending': () => {
    const handler = pendingCallback();
    for (;;) library.PrlSrv_UnregEventHandler(server, handler, Buffer.alloc(1));
  },
  'deinit with a callback pending': () => {
    pendingCallback();
    for (;;) {
      library.PrlApi_InitEx(VERSION, 1, 0, 0);
      library.PrlApi_Deinit();
    }
  },
};

/** A handler of ours that is called on this thread, which does not come to it; and why it is to be called. */
function pendingCallback(): unknown {
  const shape = koffi.proto('int PrlHandler(uintptr_t event, void *data)');
  const handler = koffi.register(() => 0, koffi.pointer(shape));
  library.PrlSrv_RegEventHandler(server, handler, null);
  end(library.PrlSrv_GetSrvConfig(server)); // its end is told to the handler
  return handler;
}

RULES[rule]?.();
console.log('nothing happened');
