/** The table between the markers of SECURITY.md. */
export function securityTable(): string;

/** Puts the table into the text of SECURITY.md. */
export function withTable(text: string): string;
