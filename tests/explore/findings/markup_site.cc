#include "parser/access/access_rule.h"
#include "tests/explore/findings/faulty_sites.h"

namespace explore {
namespace {

using ground::Fact;
using ground::PageFacts;

// On one of a few pages there are so many of it: a site of many pages would have other faults.
struct Counted {
  const char* finding;
  Fact fact;
  uint32_t count;
};

constexpr Counted kCounted[] = {
    {"base-several", Fact::kBases, 2},
    {"canonical-fragment", Fact::kCanonicalsWithFragment, 1},
    {"canonical-odd", Fact::kCanonicalsOdd, 1},
    {"canonical-outside", Fact::kCanonicalsOutside, 1},
    {"canonical-relative", Fact::kCanonicalsRelative, 1},
    {"description-outside", Fact::kDescriptionsOutside, 1},
    {"description-several", Fact::kDescriptions, 2},
    {"event-handlers", Fact::kEventHandlers, 1},
    {"h1-image", Fact::kH1sOfImages, 1},
    {"h1-long", Fact::kH1Chars, 71},
    {"h1-several", Fact::kH1s, 2},
    {"h2-long", Fact::kH2Chars, 101},
    {"heading-empty", Fact::kEmptyHeadings, 1},
    {"heading-order", Fact::kFirstHeading, 2},
    {"heading-skips", Fact::kHeadingSkips, 1},
    {"hreflang-outside", Fact::kHreflangsOutside, 1},
    {"ids-double", Fact::kDoubleIds, 1},
    {"image-alt-long", Fact::kAltChars, 151},
    {"image-alt-missing", Fact::kImagesWithoutAlt, 1},
    {"image-first-lazy", Fact::kFirstImageLazy, 1},
    {"image-not-lazy", Fact::kImages, 21},
    {"image-old-format", Fact::kImagesOfOldFormat, 1},
    {"image-one-size", Fact::kImagesWithoutSrcset, 1},
    {"image-size-missing", Fact::kImagesWithoutSize, 1},
    {"keywords", Fact::kKeywords, 1},
    {"links-empty", Fact::kLinksEmpty, 1},
    {"links-protocol-relative", Fact::kLinksProtocolRelative, 1},
    {"links-to-files", Fact::kLinksToFiles, 1},
    {"links-uncrawlable", Fact::kLinksOfScript, 1},
    {"links-with-opener", Fact::kLinksToBlank, 1},
    {"links-without-href", Fact::kLinksWithoutHref, 1},
    {"robots-outside", Fact::kRobotsOutside, 1},
    {"scripts-blocking", Fact::kScriptsBlocking, 4},
    {"scripts-unsigned", Fact::kScriptsUnsigned, 1},
    {"stray-hrefs", Fact::kStrayHrefs, 1},
    {"styles-unsigned", Fact::kStylesUnsigned, 1},
    {"title-outside", Fact::kTitlesOutside, 1},
    {"title-several", Fact::kTitles, 2},
    {"viewport-several", Fact::kViewports, 2},
    {"zoom-forbidden", Fact::kZoomForbidden, 1},
};

// As much as is still well.
constexpr std::pair<Fact, uint32_t> kStillWell[] = {
    {Fact::kBases, 1},   {Fact::kH1Chars, 70},        {Fact::kH2Chars, 100},
    {Fact::kImages, 20}, {Fact::kAltChars, 150},      {Fact::kImagesWithEmptyAlt, 3},
    {Fact::kScripts, 9}, {Fact::kScriptsBlocking, 3}, {Fact::kIframes, 2},
    {Fact::kForms, 1},   {Fact::kPasswords, 1},       {Fact::kIds, 90},
    {Fact::kH2s, 4},     {Fact::kHreflangs, 5},       {Fact::kRobots, 1},
};

constexpr std::size_t kPages = 6;

std::string path_of(std::size_t place) { return "/counted" + std::to_string(place % kPages); }

void make_markup(SiteMaker& site) {
  for (std::size_t page = 0; page < kPages; ++page)
    site.keep_made(path_of(page), [page](PageFacts& facts) {
      for (std::size_t i = page; i < std::size(kCounted); i += kPages)
        facts[kCounted[i].fact] = kCounted[i].count;
    });
  site.keep_made("/well", [](PageFacts& facts) {
    for (const auto& [fact, count] : kStillWell) facts[fact] = count;
    facts.charset_at = 1023;
  });
  site.keep_made("/charset-late", [](PageFacts& facts) { facts.charset_at = 1024; });
  site.keep_made("/doctype-missing", [](PageFacts& facts) {
    facts.doctype.clear();
    facts.is_quirky = true;
  });
  site.keep_made("/quirks-mode", [](PageFacts& facts) {
    facts.doctype = "html PUBLIC \"-//W3C//DTD HTML 3.2//EN\"";
    facts.is_quirky = true;
  });
  site.keep_made("/head-ended", [](PageFacts& facts) { facts.head_ended_by = "div"; });
  site.keep_made("/viewport-missing", [](PageFacts& facts) {
    facts.viewport.clear();
    facts[Fact::kViewports] = 0;
  });
  site.keep_made("/viewport-fixed", [](PageFacts& facts) { facts.viewport = "width=1024"; });
  site.keep_made("/h1-missing", [](PageFacts& facts) {
    facts.h1.clear();
    facts[Fact::kH1s] = 0;
    facts[Fact::kFirstHeading] = 2;
  });
  for (const char* path : {"/same1", "/same2"})
    site.keep_made(path, [](PageFacts& facts) { facts.h1 = "The same"; });
  site.keep_made("/h1-title", [](PageFacts& facts) { facts.h1 = "Title of /h1-title"; });
  const auto keep_long = [&](const std::string& path, uint32_t words, uint32_t headings) {
    storage::PageRecord page = sound(path);
    page.word_count = words;
    PageFacts facts = sound_facts(path);
    facts[Fact::kHeadings] = headings;
    site.maker().take_facts(std::move(facts));
    site.keep(path, page);
  };
  keep_long("/h2-missing", 601, 1);
  keep_long("/short-enough", 600, 1);
  keep_long("/divided", 2000, 3);
  storage::PageRecord plain = sound("/login");
  plain.canonical.clear();
  PageFacts facts = sound_facts("/login");
  facts[Fact::kPasswords] = 1;
  site.maker().take_facts(std::move(facts));
  site.keep("http://plain.test/login", plain);
  site.finish();
}

Expected expected_of_markup() {
  Expected expected;
  for (std::size_t i = 0; i < std::size(kCounted); ++i)
    expected[kCounted[i].finding] = {path_of(i)};
  for (const char* id :
       {"charset-late", "doctype-missing", "quirks-mode", "head-ended", "viewport-missing",
        "viewport-fixed", "h1-missing", "h1-title", "h2-missing"})
    expected[id] = {"/" + std::string(id)};
  expected["h1-duplicate"] = {"The same"};
  expected["plain-http"] = {"http://plain.test"};
  expected["password-by-http"] = {"http://plain.test/login"};
  return expected;
}

std::vector<std::string> rules() {
  std::vector<std::string> names;
  for (std::size_t i = 1; i < parser::kAccessRuleCount; ++i)
    names.emplace_back(name_of(static_cast<parser::AccessRule>(i)));
  return names;
}

void make_access(SiteMaker& site) {
  site.keep_made("/faulty", [](PageFacts& facts) {
    for (const std::string& rule : rules())
      facts.accessibility +=
          (facts.accessibility.empty() ? "" : ",") + (R"([")" + rule) + R"(",2,"<p>"])";
    facts.accessibility = "[" + facts.accessibility + "]";
  });
  site.keep_made("/well", [](PageFacts&) {});
  site.finish();
}

Expected expected_of_access() {
  Expected expected;
  for (const std::string& rule : rules()) expected["access-" + rule] = {"/faulty"};
  return expected;
}

}  // namespace

FaultyPart markup_part() { return {"markup", make_markup, expected_of_markup()}; }

FaultyPart access_part() { return {"access", make_access, expected_of_access()}; }

}  // namespace explore
