// Numbers for people, with their units.
const whole = new Intl.NumberFormat("en-US");
const tenths = new Intl.NumberFormat("en-US", { maximumFractionDigits: 1 });

// No more digits than the number is worth: from ten on it is whole.
const short = (n) => (Math.abs(n) >= 9.95 ? whole.format(Math.round(n)) : tenths.format(n));

export const count = (n) => (typeof n === "number" ? whole.format(n) : String(n ?? "–"));
export const plural = (n, word) => `${count(n)} ${word}${n === 1 ? "" : "s"}`;
export const rate = short;

export function bytes(n) {
  if (typeof n !== "number") return "–";
  let unit = 0;
  while (n >= 1000 && unit < 4) { n /= 1000; ++unit; }
  return `${unit === 0 ? whole.format(n) : short(n)} ${["B", "KB", "MB", "GB", "TB"][unit]}`;
}

export function ms(n) {
  if (typeof n !== "number") return "–";
  if (n < 1000) return `${whole.format(Math.round(n))} ms`;
  return duration(n);
}

export function duration(milliseconds) {
  const s = milliseconds / 1000;
  if (s < 59.5) return `${short(s)} s`;
  const minutes = Math.round(s / 60);
  if (s < 3599.5) return `${Math.floor(Math.round(s) / 60)} min ${Math.round(s) % 60} s`;
  return `${whole.format(Math.floor(minutes / 60))} h ${minutes % 60} min`;
}

export function time(at) {
  if (typeof at !== "number") return "–";
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? String(at) : date.toISOString().replace("T", " ").slice(0, 19) + " UTC";
}

// Never "0 %" or "100 %" where it is only almost so.
export function share(part, all) {
  if (!(all > 0)) return "–";
  const percent = (100 * part) / all;
  if (percent > 0 && percent < 0.1) return "under 0.1 %";
  if (percent < 100 && percent > 99.5) return `${tenths.format(Math.min(percent, 99.9))} %`;
  return `${short(percent)} %`;
}
