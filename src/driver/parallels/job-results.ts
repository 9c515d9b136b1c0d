/** What a job gave: handles and texts. */
import type { OwnedHandle } from '../ffi/handles.ts';
import type { PrlApi } from './api.ts';

export class JobResults {
  readonly #api: PrlApi;
  readonly #result: OwnedHandle;
  readonly #what: string;

  constructor(api: PrlApi, result: OwnedHandle, what: string) {
    this.#api = api;
    this.#result = result;
    this.#what = what;
  }

  async count(): Promise<number> {
    return await this.#api.get('u32', (out) =>
      this.#api.do(this.#what, 'PrlResult_GetParamsCount', this.#result.value, out),
    );
  }

  /** The caller owns it. */
  async handle(index: number, kind: string): Promise<OwnedHandle> {
    return await this.#api.own(kind, (out) =>
      this.#api.do(this.#what, 'PrlResult_GetParamByIndex', this.#result.value, index, out),
    );
  }

  async text(): Promise<string> {
    return await this.#api.text(this.#what, (buffer, length) =>
      this.#api.library.call('PrlResult_GetParamAsString', this.#result.value, buffer, length),
    );
  }
}
