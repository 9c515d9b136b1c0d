/** The guest through VMware Tools by VIX: log-in, programs, scripts, files, and a picture of its screen. */
import type { Deadline } from '../../../base/deadline.ts';
import type { GuestControl, GuestUser } from '../control.ts';
import { CAPTURE_FORMATS, LOGIN, RUN_PROGRAM } from './constants.ts';
import type { Vix, VixHandle } from './vix.ts';
import { NO_CALLBACK, NONE, type RunOnMachine } from './vm.ts';

const MILLISECONDS = 1000;
/** What zero and less mean is waiting for ever. */
const SHORTEST_WAIT = 1;

export class VixGuest implements GuestControl {
  readonly #vix: Vix;
  readonly #vm: VixHandle;
  readonly #run: RunOnMachine;

  constructor(vix: Vix, vm: VixHandle, run: RunOnMachine) {
    this.#vix = vix;
    this.#vm = vm;
    this.#run = run;
  }

  /** VIX itself stops waiting at the deadline. */
  async waitForTools(deadline: Deadline): Promise<void> {
    const seconds = Math.max(SHORTEST_WAIT, Math.ceil(deadline.remaining / MILLISECONDS));
    const timeout = Number.isFinite(seconds) ? seconds : 0;
    await this.#run('waiting for VMware Tools', deadline, () =>
      this.#vix.library.call('VixVM_WaitForToolsInGuest', this.#vm.value, timeout, ...NO_CALLBACK),
    );
  }

  async login(
    { user, password, interactive }: GuestUser & { readonly interactive: boolean },
    deadline: Deadline,
  ): Promise<void> {
    await this.#run(`logging in to the guest as '${user}'`, deadline, () =>
      this.#vix.library.call(
        'VixVM_LoginInGuest',
        this.#vm.value,
        user,
        password,
        interactive ? LOGIN.REQUIRE_INTERACTIVE_ENVIRONMENT : LOGIN.NORMAL,
        ...NO_CALLBACK,
      ),
    );
  }

  async logout(deadline: Deadline): Promise<void> {
    if (!this.#vix.library.has('VixVM_LogoutFromGuest')) return;
    await this.#run('logging out of the guest', deadline, () =>
      this.#vix.library.call('VixVM_LogoutFromGuest', this.#vm.value, ...NO_CALLBACK),
    );
  }

  async run(program: string, args: string, deadline: Deadline): Promise<number> {
    return await this.#exitCode(`running ${program} in the guest`, deadline, () =>
      this.#vix.library.call(
        'VixVM_RunProgramInGuest',
        this.#vm.value,
        program,
        args,
        RUN_PROGRAM.WAIT,
        NONE,
        ...NO_CALLBACK,
      ),
    );
  }

  async runScript(interpreter: string, text: string, deadline: Deadline): Promise<number> {
    return await this.#exitCode(`running a script by ${interpreter} in the guest`, deadline, () =>
      this.#vix.library.call(
        'VixVM_RunScriptInGuest',
        this.#vm.value,
        interpreter,
        text,
        RUN_PROGRAM.WAIT,
        NONE,
        ...NO_CALLBACK,
      ),
    );
  }

  async copyIn(from: string, to: string, deadline: Deadline): Promise<void> {
    await this.#run(`copying '${from}' into the guest`, deadline, () =>
      this.#vix.library.call(
        'VixVM_CopyFileFromHostToGuest',
        this.#vm.value,
        from,
        to,
        NONE,
        NONE,
        ...NO_CALLBACK,
      ),
    );
  }

  async copyOut(from: string, to: string, deadline: Deadline): Promise<void> {
    await this.#run(`copying '${from}' out of the guest`, deadline, () =>
      this.#vix.library.call(
        'VixVM_CopyFileFromGuestToHost',
        this.#vm.value,
        from,
        to,
        NONE,
        NONE,
        ...NO_CALLBACK,
      ),
    );
  }

  async deleteFile(path: string, deadline: Deadline): Promise<void> {
    await this.#run(`deleting '${path}' in the guest`, deadline, () =>
      this.#vix.library.call('VixVM_DeleteFileInGuest', this.#vm.value, path, ...NO_CALLBACK),
    );
  }

  async screenshot(deadline: Deadline): Promise<Uint8Array> {
    const taken = await this.#run(
      "taking a picture of the guest's screen",
      deadline,
      () =>
        this.#vix.library.call(
          'VixVM_CaptureScreenImage',
          this.#vm.value,
          CAPTURE_FORMATS.PNG,
          NONE,
          ...NO_CALLBACK,
        ),
      { results: ['JOB_RESULT_SCREEN_IMAGE_DATA'] },
    );
    return taken.JOB_RESULT_SCREEN_IMAGE_DATA;
  }

  async #exitCode(what: string, deadline: Deadline, start: () => Promise<number>): Promise<number> {
    const ended = await this.#run(what, deadline, start, {
      results: ['JOB_RESULT_GUEST_PROGRAM_EXIT_CODE'],
    });
    return ended.JOB_RESULT_GUEST_PROGRAM_EXIT_CODE;
  }
}
