// ScriptNeed: can a page be read as it came, or is it empty until its scripts have run? Judged by
// its markup alone. What has text and links enough is not looked at any further; of the rest the
// tree is walked once more. Thread: one judge per worker. Errors: none.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "parser/html/html.h"

namespace parser {

// What says so, the strongest sign of all that there are.
enum class ScriptSign : uint8_t {
  kNone,
  kNoscript,    // its <noscript> asks for JavaScript
  kEmptyRoot,   // an empty element for scripts to fill
  kTemplate,    // text with places that scripts fill in: {{ name }}
  kState,       // the data of its text is in a script
  kNoLinks,     // its links lead nowhere without scripts, or it has none
  kLittleText,  // next to none
};

struct ScriptNeed {
  enum class Verdict : uint8_t { kNo, kPerhaps, kYes };
  Verdict verdict = Verdict::kNo;
  ScriptSign sign = ScriptSign::kNone;
  friend bool operator==(const ScriptNeed&, const ScriptNeed&) = default;
};

class ScriptNeedJudge final : private HtmlVisitor {
 public:
  // What is known of the page already. `utf8` is what `html` parsed, `links` counts those that lead
  // people to other pages.
  struct Page {
    const HtmlParser& html;
    std::string_view utf8;
    std::string_view text;  // visible
    std::size_t links = 0;
    bool is_forwarded = false;  // by a meta refresh, which needs no script
  };
  ScriptNeed judge(const Page& page);

 private:
  void open(const Element& element) override;
  void text(std::string_view text) override;
  void close(Tag tag) override;

  void begin();
  void note_link(const Element& element);
  ScriptNeed weigh(const Page& page) const;

  struct Open {
    bool is_root = false;   // by its name a place for an application
    bool is_place = false;  // a place for something
    bool is_empty = true;
    bool is_prose = false;
  };
  std::vector<Open> open_;
  std::size_t unseen_ = 0;    // open elements from the first one on of which nobody sees anything
  std::size_t noscript_ = 0;  // likewise from a <noscript>
  std::string for_no_script_;
  uint32_t scripts_ = 0;  // that are run
  uint32_t empty_roots_ = 0, empty_places_ = 0;
  uint32_t prose_ = 0;         // paragraphs, headings and the like with text
  uint32_t links_ = 0;         // that lead elsewhere
  uint32_t script_links_ = 0;  // that lead to a place in an application, or to a script
  uint32_t fields_ = 0;        // of forms, to be filled in
  uint32_t images_ = 0;
};

}  // namespace parser
