// SPDX-License-Identifier: GPL-3.0-or-later
// OSC 1.0 packets to and from bytes.

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Pads the text with at least one null byte, up to a multiple of four bytes. */
function padded(text) {
  const bytes = encoder.encode(text);
  const result = new Uint8Array((bytes.length + 4) & ~3);
  result.set(bytes);
  return result;
}

function bytesOf(type, value) {
  if (type === 's') return padded(String(value));
  const view = new DataView(new ArrayBuffer(4));
  if (type === 'i') view.setInt32(0, value);
  if (type === 'f') view.setFloat32(0, value);
  return new Uint8Array(view.buffer);
}

/** Encodes a message. `types` has a letter for each value: i, f, s, or T for a boolean; N takes no value. */
export function encode(path, types, values) {
  const letters = [...types].filter((type) => type !== 'N');
  const tags = letters.map((type, i) => (type === 'T' && !values[i] ? 'F' : type)).join('');
  const parts = [padded(path), padded(',' + tags)];
  letters.forEach((type, i) => {
    if (type !== 'T') parts.push(bytesOf(type, values[i]));
  });
  return new Uint8Array(parts.flatMap((part) => [...part]));
}

class Reader {
  constructor(view) {
    this.view = view;
    this.at = 0;
  }

  text() {
    let end = this.at;
    while (end < this.view.byteLength && this.view.getUint8(end) !== 0) ++end;
    const bytes = new Uint8Array(this.view.buffer, this.view.byteOffset + this.at, end - this.at);
    this.at = (end + 4) & ~3;
    return decoder.decode(bytes);
  }

  number(size, method) {
    const value = this.view[method](this.at);
    this.at += size;
    return value;
  }

  value(type) {
    switch (type) {
      case 'i': return this.number(4, 'getInt32');
      case 'f': return this.number(4, 'getFloat32');
      case 'd': return this.number(8, 'getFloat64');
      case 'h': return this.number(8, 'getBigInt64').toString();
      case 's': return this.text();
      case 'T': return true;
      case 'F': return false;
      case 'N': return null;
    }
    throw new Error(`an OSC value of type ${type}`);
  }
}

function messagesIn(view) {
  const reader = new Reader(view);
  const path = reader.text();
  if (path !== '#bundle') {
    const types = reader.text().slice(1);
    return [{path, values: [...types].map((type) => reader.value(type))}];
  }
  reader.at += 8;  // the time tag
  const messages = [];
  while (reader.at < view.byteLength) {
    const size = reader.number(4, 'getInt32');
    messages.push(...messagesIn(new DataView(view.buffer, view.byteOffset + reader.at, size)));
    reader.at += size;
  }
  return messages;
}

/** Decodes a packet, an ArrayBuffer, into its messages {path, values}. */
export function decode(packet) {
  return messagesIn(new DataView(packet));
}
