import type { Plugin } from 'vitest/config';

export declare function documentsWithSnippets(): string[];
export declare function snippetTests(): Plugin;
