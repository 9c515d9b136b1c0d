/** A fault as the service sent it, for the driver to make its own error of. */

export interface FaultContent {
  /** The service's own words; some faults have none. */
  readonly text: string;
  /** Name of the detail's element, such as RuntimeFault; undefined without detail. */
  readonly kind: string | undefined;
  /** The detail's fields as text. */
  readonly details: Readonly<Record<string, string>>;
}

export class SoapFault extends Error {
  override readonly name = 'SoapFault';
  readonly content: FaultContent;

  constructor(content: FaultContent) {
    super(content.text || 'a fault without words');
    this.content = content;
  }
}
