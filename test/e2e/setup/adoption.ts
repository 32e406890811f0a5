// On a cluster that was kept, services and their data are there from the run before. `database.adoptFrom` stays once data was
// taken over, and data without its service is only used again when it is named.

export type Left = {
  /** Undefined: there is no such WebService. */
  readonly service: { readonly adoptFrom?: string } | undefined;
  /** UID under which data of that name was made; undefined: there is none. */
  readonly dataUid: string | undefined;
};

/** What `adoptFrom` has to be, so that the service goes on with what is there. */
export function adoptFromOf({ service, dataUid }: Left): string | undefined {
  if (service !== undefined) return service.adoptFrom;
  return dataUid;
}
