#include "tests/explore/findings/faulty_sites.h"

namespace explore {
namespace {

using storage::RenderRecord;
using storage::ResourceFate;
using storage::ResourceKind;
using storage::ResourceRecord;

RenderRecord well() {
  RenderRecord record;
  record.rendered = true;
  record.text_gain = 100;
  return record;
}

ResourceRecord resource(const std::string& path, ResourceKind kind, ResourceFate fate,
                        int status = 0) {
  ResourceRecord made;
  made.url = kSite + path;
  made.kind = kind;
  made.fate = fate;
  made.status = status;
  return made;
}

template <typename Change>
void keep_rendered(SiteMaker& site, const std::string& path, Change change) {
  RenderRecord record = well();
  change(record);
  site.maker().take_render(std::move(record));
  site.keep_changed(path, [](storage::PageRecord& page) { page.text = std::string(1'000, 'x'); });
}

void make_script(SiteMaker& site) {
  keep_rendered(site, "/empty", [](RenderRecord& record) { record.text_gain = 900; });
  keep_rendered(site, "/some", [](RenderRecord& record) { record.text_gain = 499; });
  keep_rendered(site, "/menu", [](RenderRecord& record) { record.links_gain = 12; });
  keep_rendered(site, "/silent", [](RenderRecord&) {});
  keep_rendered(site, "/hung", [](RenderRecord& record) {
    record.rendered = false;
    record.error = "timeout";
    record.text_gain = 0;
  });
  keep_rendered(site, "/plain", [](RenderRecord& record) { record.rendered = false; });
  for (const char* path : {"/thrown", "/thrown-too"})
    keep_rendered(site, path, [](RenderRecord& record) {
      record.console = {{"exception", "TypeError: x is null", "", 0},
                        {"exception", "TypeError: x is null", "", 0},
                        {"warning", "old", "", 0}};
    });
  keep_rendered(site, "/needs", [](RenderRecord& record) {
    record.resources = {resource("/no.js", ResourceKind::kScript, ResourceFate::kRobots),
                        resource("/no.png", ResourceKind::kImage, ResourceFate::kRobots),
                        resource("/gone.css", ResourceKind::kStyle, ResourceFate::kAnswered, 404),
                        resource("/dead.js", ResourceKind::kScript, ResourceFate::kFailed),
                        resource("/good.js", ResourceKind::kScript, ResourceFate::kAnswered, 200),
                        resource("/blocked.js", ResourceKind::kScript, ResourceFate::kBlocked),
                        resource("/gone.png", ResourceKind::kImage, ResourceFate::kAnswered, 404)};
  });
  site.finish();
}

}  // namespace

FaultyPart script_part() {
  return {"script",
          make_script,
          {
              {"blocked-scripts", {"/no.js"}},
              {"console-errors", {"TypeError: x is null"}},
              {"failed-scripts", {"/dead.js", "/gone.css"}},
              {"not-rendered", {"/hung"}},
              {"script-content", {"/empty"}},
              {"script-links", {"/menu"}},
          }};
}

}  // namespace explore
