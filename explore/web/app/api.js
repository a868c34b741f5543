// Requests to the server. A failure is an Error with the server's message.
export async function ask(path, parameters = {}, options = {}) {
  const query = new URLSearchParams(
    Object.entries(parameters).filter(([, value]) => value !== undefined && value !== null && value !== ""));
  const text = query.toString();
  return read(await send(`/api/${path}${text ? "?" + text : ""}`, { cache: "no-cache", ...options }));
}

export const post = async (path, body, options = {}) =>
  read(await send(`/api/${path}`, { method: "POST", body: JSON.stringify(body), ...options }));

export async function askText(path, parameters, options) {
  const response = await send(`/api/${path}?` + new URLSearchParams(parameters), options);
  if (!response.ok) await read(response);
  return { text: await response.text(), cutFrom: Number(response.headers.get("X-Cut-From")) || 0 };
}

async function send(path, options) {
  try {
    return await fetch(path, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Error("The server is not responding. Is crawl serve still running?");
  }
}

async function read(response) {
  if (!(response.headers.get("Content-Type") || "").startsWith("application/json")) {
    throw new Error((await response.text()).trim() || `The server returned status ${response.status}`);
  }
  const json = await response.json();
  if (!response.ok) throw Object.assign(new Error(json.error || `status ${response.status}`), json);
  return json;
}
