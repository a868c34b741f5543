// Numbers for people, with their units.
const whole = new Intl.NumberFormat("en-US");
const short = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 3 });

export const count = (n) => (typeof n === "number" ? whole.format(n) : String(n ?? "–"));
export const plural = (n, word) => `${count(n)} ${word}${n === 1 ? "" : "s"}`;
export const rate = (n) => (n >= 100 ? whole.format(Math.round(n)) : short.format(n));

export function bytes(n) {
  if (typeof n !== "number") return "–";
  let unit = 0;
  while (n >= 1000 && unit < 4) { n /= 1000; ++unit; }
  return `${unit === 0 ? whole.format(n) : short.format(n)} ${["B", "KB", "MB", "GB", "TB"][unit]}`;
}

export function ms(n) {
  if (typeof n !== "number") return "–";
  if (n < 1000) return `${whole.format(Math.round(n))} ms`;
  return duration(n);
}

export function duration(milliseconds) {
  const s = milliseconds / 1000;
  if (s < 60) return `${short.format(s)} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${Math.round(s % 60)} s`;
  return `${whole.format(Math.floor(s / 3600))} h ${Math.round((s % 3600) / 60)} min`;
}

export function time(at) {
  if (typeof at !== "number") return "–";
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? String(at) : date.toISOString().replace("T", " ").slice(0, 19) + " UTC";
}

export const share = (part, all) => (all > 0 ? `${short.format((100 * part) / all)} %` : "–");
