/** The program of the thread in which lists are read and catalogues prepared. */
export const WORKSHOP_THREAD = new URL('./workshop/workshop.thread.js', import.meta.url);
