// As much of DER as a certificate needs.
const TAG = { integer: 0x02, bits: 0x03, octets: 0x04, oid: 0x06, text: 0x0c, time: 0x17, sequence: 0x30, set: 0x31 } as const;
const LONG_FORM = 0x80;
const BASE_128 = 128;

function element(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag]), lengthOf(content.length), content]);
}

function lengthOf(length: number): Buffer {
  if (length < LONG_FORM) return Buffer.from([length]);
  const digits = Buffer.from(length.toString(16).padStart(length > 0xff ? 4 : 2, "0"), "hex");
  return Buffer.concat([Buffer.from([LONG_FORM | digits.length]), digits]);
}

export const sequence = (...parts: readonly Uint8Array[]): Buffer => element(TAG.sequence, ...parts);
export const set = (...parts: readonly Uint8Array[]): Buffer => element(TAG.set, ...parts);
export const octets = (content: Uint8Array): Buffer => element(TAG.octets, content);
export const text = (value: string): Buffer => element(TAG.text, Buffer.from(value));
/** `unused`: how many bits of the last byte do not count. */
export const bits = (content: Uint8Array, unused = 0): Buffer => element(TAG.bits, Buffer.from([unused]), content);
export const TRUE = Buffer.from([0x01, 0x01, 0xff]);

/** Bytes of a number whose first bit is not set: else it would be negative. */
export const integer = (magnitude: Uint8Array): Buffer => element(TAG.integer, magnitude);
export const small = (value: number): Buffer => element(TAG.integer, Buffer.from([value]));

/** Context-specific: `constructed` holds elements, otherwise raw bytes. */
export function tagged(number: number, content: Uint8Array, constructed: boolean): Buffer {
  return element((constructed ? 0xa0 : 0x80) | number, content);
}

/** `1.2.840.10045.4.3.2`. */
export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  return element(TAG.oid, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

function base128(value: number): readonly number[] {
  const digits = [value % BASE_128];
  for (let rest = Math.floor(value / BASE_128); rest > 0; rest = Math.floor(rest / BASE_128)) {
    digits.unshift((rest % BASE_128) | LONG_FORM);
  }
  return digits;
}

/** Milliseconds since the epoch, before 2050: the form has two digits for the year. */
export function time(at: number): Buffer {
  const compact = new Date(at).toISOString().replace(/[-:T]|\.[0-9]+/g, "");
  return element(TAG.time, Buffer.from(compact.slice(2)));
}
