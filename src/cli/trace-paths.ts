/** Where `guestwright run` keeps its trace, in the report's folder. */

/** While it grows; a killed run leaves it. */
export const TRACE_FOLDER = 'trace';
export const TRACE_ZIP = 'trace.zip';
