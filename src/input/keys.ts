/** Physical keys by the web's `KeyboardEvent.code` names. (Being written: the table lives here.) */
export type PhysicalKey = string;
