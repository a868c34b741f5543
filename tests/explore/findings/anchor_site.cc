#include "tests/explore/findings/faulty_sites.h"

namespace explore {
namespace {

using storage::PageRecord;

void make_anchor(SiteMaker& site) {
  const auto keep = [&](const std::string& path, SiteMaker::Links links = {}) {
    site.keep_changed(
        path, [](PageRecord&) {}, std::move(links));
  };
  PageRecord dead = sound("/dead-end");
  site.maker().keep(kSite + "/dead-end", dead, {{"canonical", dead.canonical}}, 1);
  site.from_first.push_back({"a", kSite + "/dead-end", "dead end"});
  keep("/inside", {{"a", kSite + "/inside2", "in", true}});
  keep("/inside2");
  keep("/unnamed", {{"a", kSite + "/inside2"}});
  keep("/vague", {{"a", kSite + "/inside2", "Click here!"}});
  keep("/telling", {{"a", kSite + "/inside2", "Click here for boots"}});
  SiteMaker::Links outside, inside;
  for (int i = 0; i < 101; ++i)
    outside.push_back({"a", "https://out.test/" + std::to_string(i), "out"});
  for (int i = 0; i < 1001; ++i)
    inside.push_back({"a", kSite + "/inside2?" + std::to_string(i), "in"});
  keep("/outside", outside);
  keep("/many", inside);
  keep("/local",
       {{"a", "http://localhost:3000/", "made here"}, {"a", "http://172.20.0.5/", "and there"}});
  keep("/public",
       {{"a", "http://10.public.test/", "in the open"}, {"a", "http://172.40.0.5/", "and there"}});
  keep("/campaign", {{"a", kSite + "/inside2?utm_source=home", "in"}});
  keep("/stray", {{"a", kSite + "/inside%22", "in"}});
  site.keep_unlinked("/only-nofollow", sound("/only-nofollow"));
  keep("/points", {{"a", kSite + "/only-nofollow", "there", true}});
  site.keep_changed("/unlisted", [](PageRecord& page) { page.meta_robots = "noindex"; },
                    {{"a", kSite + "/behind", "behind"}});
  site.keep_unlinked("/behind", sound("/behind"));
  site.keep_changed("/copy", [](PageRecord& page) { page.canonical = kSite + "/inside2"; });
  site.finish();
}

}  // namespace

FaultyPart anchor_part() {
  return {"anchor",
          make_anchor,
          {
              {"canonical-other", {"/copy"}},
              {"dead-ends", {"/dead-end"}},
              {"linked-both-ways", {"/inside2"}},
              {"linked-hidden-alone", {"/behind"}},
              {"linked-nofollow-alone", {"/only-nofollow"}},
              {"links-local", {"/local"}},
              {"links-many-inside", {"/many"}},
              {"links-many-outside", {"/outside"}},
              {"links-to-copies", {"/copy"}},
              {"links-twisted", {"/inside%22"}},
              {"links-unnamed", {"/unnamed"}},
              {"links-vague", {"/vague"}},
              {"links-with-campaigns", {"/inside2?utm_source=home"}},
              {"nofollow-inside", {"/inside", "/points"}},
              {"noindex", {"/unlisted"}},
          }};
}

}  // namespace explore
