/// <reference types="svelte" />
/// <reference types="vite/client" />

declare module 'milsymbol/parts' {
  import type { Symbol as MilSymbol, SymbolOptions } from 'milsymbol';
  export const ms: {
    Symbol: new (sidc: string, options: SymbolOptions) => MilSymbol;
    addIcons(parts: unknown): void;
  };
  export const numberair: unknown;
}
