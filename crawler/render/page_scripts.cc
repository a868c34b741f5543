#include "crawler/render/page_scripts.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <string_view>

namespace crawler {
namespace {

// A copy is made in a document without a window, where no custom element comes to life; original
// and copy are walked side by side, without recursion. What a frame holds stands behind it, with
// links made absolute. `budget` bounds the number of nodes.
constexpr std::string_view kReading = R"js((links, most) => {
  const inert = document.implementation.createHTMLDocument('');
  let budget = 500000;
  const absolute = ['href', 'src', 'action', 'poster', 'data', 'cite', 'longdesc'];
  const todo = [];
  const copyOf = (node, inFrame) => {
    const copy = inert.importNode(node, false);
    todo.push([node, copy, inFrame]);
    return copy;
  };
  const root = copyOf(document.documentElement, false);
  while (todo.length) {
    const [node, copy, inFrame] = todo.pop();
    if (--budget < 0) break;
    if (node.nodeType === 1) {
      if (inFrame)
        for (const name of absolute)
          if (node.hasAttribute(name) && typeof node[name] === 'string')
            copy.setAttribute(name, node[name]);
      if (node.shadowRoot)
        for (const child of node.shadowRoot.childNodes) copy.append(copyOf(child, inFrame));
    }
    for (const child of node.childNodes) {
      if (child.nodeName === 'NOSCRIPT') continue;
      copy.append(copyOf(child, inFrame));
      if (child.nodeName !== 'IFRAME' && child.nodeName !== 'FRAME') continue;
      let body = null;
      try { body = child.contentDocument && child.contentDocument.body; } catch (e) {}
      if (!body) continue;
      const place = inert.createElement('div');
      place.setAttribute('data-crawl-frame', child.src);
      copy.append(place);
      for (const inner of body.childNodes) place.append(copyOf(inner, true));
    }
  }
  const body = root.querySelector('body') || root;
  for (const link of links) {
    const a = inert.createElement('a');
    a.href = link;
    a.setAttribute('data-crawl-script', '');
    body.append(a);
  }
  const type = document.doctype ? '<!DOCTYPE html>' : '';
  const html = type + root.outerHTML;
  return {html: html.slice(0, most), url: document.URL,
          isWhole: budget >= 0 && html.length <= most};
})js";

std::string json_text(const nlohmann::json& json) {
  return json.dump(-1, ' ', /*ensure_ascii=*/true, nlohmann::json::error_handler_t::replace);
}

}  // namespace

std::string preparing_script() {
  return "Object.defineProperty(Navigator.prototype, 'onLine', {get: () => true, configurable: "
         "true, enumerable: true})";
}

std::string forgetting_script() {
  return "try { window.name = ''; sessionStorage.clear(); localStorage.clear(); } catch (e) {}";
}

std::string looking_script() {
  return "Date.now() + ' ' + (document.body ? document.body.textContent.length : 0)";
}

std::string scrolling_script() {
  return "new Promise(done => { const e = document.scrollingElement || document.documentElement;"
         " if (e && e.scrollHeight > window.innerHeight) window.scrollTo(0, e.scrollHeight);"
         " requestAnimationFrame(() => requestAnimationFrame(() => requestIdleCallback(done))); })";
}

std::string reading_script(const std::vector<std::string>& links, std::size_t max_bytes) {
  return fmt::format("({})({}, {})", kReading, json_text(links), max_bytes);
}

}  // namespace crawler
