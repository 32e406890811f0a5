// What scripts/page-assets.ts makes of page/: the front end as text, beside the program that serves it.
export const PAGE: string;
export const SCRIPT: string;
export const STYLE: string;
export const ICON: string;
