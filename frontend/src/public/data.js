// What the data files handed over before this script ran (publishing/shapes.py): shapes, what changes, words.
import { decode } from "../geometry.js";

const given = self.onemapData ?? {};

export const state = given.state;
export const words = given.words;

// The shapes with the facilities' own state put in their places.
export function geometry() {
  const decoded = decode(given.geometry);
  for (const [name, stand] of Object.entries(state.facilities)) Object.assign(decoded.facilities[name] ?? {}, stand);
  return decoded;
}

// An edition as the map's model wants it; the public page knows no schedule status.
export function edition() {
  const n = state.stage.length;
  return { number: state.number, stage: state.stage, status: new Uint8Array(n), days: new Uint8Array(n) };
}

export const complete = Boolean(given.geometry && given.state && given.words);

// Days since 1970 as a date, null for none.
export const dateOf = (days) => (days ? new Date(days * 864e5) : null);
