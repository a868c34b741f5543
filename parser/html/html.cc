#include "parser/html/html.h"

#include <gumbo.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <csetjmp>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>

#include "ground/ascii.h"
#include "ground/utf8.h"
#include "parser/html/markup_names.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

// ---- gumbo in the arena

// The thread's own CPU time: whether a page is cut must not depend on what else the machine does.
struct Clock {
  using time_point = std::chrono::nanoseconds;
  static time_point now() {
    timespec spent{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
    return std::chrono::seconds(spent.tv_sec) + std::chrono::nanoseconds(spent.tv_nsec);
  }
};

// A clock reading takes 250 ns and an allocation 10, so this is about 5 % of them. Each token but
// text allocates, so the deadline is seen even while every single token is slow.
constexpr unsigned kAllocationsPerClockReading = 512;

// Text allocates next to nothing, but each of its characters may scan the stack of open elements,
// at 0.6 ns an element (measured at 3 GHz with Debian 12's library; 1 ns leaves room for slower
// ones). On a deep stack the clock is therefore read at each allocation, and the depth times the
// longest text is held against the time limit.
constexpr std::size_t kDeepStack = 320;
constexpr double kOpenElementsPerMillisecond = 1e6;

// Text that has been read is allocated at its end: so much of it counts as an allocation.
constexpr std::size_t kBytesPerAllocation = 64;

constexpr std::string_view kPlaintext = "plaintext";

// One run of gumbo. Plain data: gumbo is left by longjmp, which runs no destructors.
struct Run {
  ground::Arena* arena;
  GumboOutput* output;  // the first thing that gumbo allocates
  std::string_view text;
  std::chrono::milliseconds max_time;
  Clock::time_point deadline;
  double max_open_elements;  // 0 until the stack is deep
  unsigned allocations_per_clock_reading;
  unsigned allocations_to_clock;
  std::size_t last_bytes;
  std::size_t allocations;
  HtmlEnd end;
  std::jmp_buf leave;
};

// The run that this thread is in. An assertion of gumbo that fails is the one way to us that brings
// no userdata.
thread_local Run* current_run = nullptr;

[[noreturn]] void leave_gumbo(Run& run, HtmlEnd end) {
  run.end = end;
  std::longjmp(run.leave, 1);
}

void* allocate(void* userdata, std::size_t bytes) {
  Run& run = *static_cast<Run*>(userdata);
  const std::size_t cost = 1 + bytes / kBytesPerAllocation;
  if (run.allocations_to_clock > cost) {
    run.allocations_to_clock -= static_cast<unsigned>(cost);
  } else {
    run.allocations_to_clock = run.allocations_per_clock_reading;
    if (Clock::now() >= run.deadline) leave_gumbo(run, HtmlEnd::kTime);
  }
  // At least what deallocate() reads.
  void* const piece = run.arena->allocate(std::max(bytes, sizeof(void*)));
  if (piece == nullptr) leave_gumbo(run, HtmlEnd::kArena);
  run.last_bytes = bytes;
  ++run.allocations;
  if (run.output == nullptr && bytes == sizeof(GumboOutput)) {
    // Zeroed, so that there is no document rather than a wild one if the next allocation fails.
    run.output = static_cast<GumboOutput*>(std::memset(piece, 0, bytes));
  }
  return piece;
}

// The longest stretch of `html` in which gumbo may see nothing but text. "a < b" is text, and so is
// all that follows <plaintext>.
std::size_t longest_text(std::string_view html) {
  std::size_t longest = 0;
  std::size_t begin = 0;
  for (std::size_t at = html.find('<'); at != html.npos; at = html.find('<', at + 1)) {
    const std::string_view name = html.substr(at + 1, kPlaintext.size());
    const bool is_markup = !name.empty() && (ascii::is_alpha(name[0]) || name[0] == '/' ||
                                             name[0] == '!' || name[0] == '?');
    if (!is_markup) continue;
    longest = std::max(longest, at - begin);
    begin = at;
    if (ascii::equals(name, kPlaintext)) break;
  }
  return std::max(longest, html.size() - begin);
}

void check_depth(Run& run, std::size_t open_elements) {
  if (open_elements < kDeepStack) return;
  if (open_elements > kMaxOpenElements) leave_gumbo(run, HtmlEnd::kDepth);
  if (run.max_open_elements == 0) {
    run.allocations_per_clock_reading = run.allocations_to_clock = 1;
    run.max_open_elements = kOpenElementsPerMillisecond *
                            static_cast<double>(run.max_time.count()) /
                            static_cast<double>(longest_text(run.text) + 1);
  }
  if (static_cast<double>(open_elements) > run.max_open_elements) leave_gumbo(run, HtmlEnd::kTime);
}

// Frees nothing. A vector that grows has just been copied to a larger piece and its old one comes
// here: one that begins with the root element is the stack of open elements.
void deallocate(void* userdata, void* piece) {
  Run& run = *static_cast<Run*>(userdata);
  if (piece == nullptr || run.output == nullptr || run.output->root == nullptr) return;
  const void* first;
  std::memcpy(&first, piece, sizeof first);  // the arena rounds every piece up to a pointer's size
  if (first == run.output->root) check_depth(run, run.last_bytes / sizeof(void*));
}

// No object with a destructor may live in here or below.
void run_gumbo(Run& run, const GumboOptions& options) {
  current_run = &run;
  if (setjmp(run.leave) == 0) gumbo_parse_with_options(&options, run.text.data(), run.text.size());
  current_run = nullptr;
}

// ---- gumbo's names for our tags

using TagTable = std::array<Tag, GUMBO_TAG_LAST + 1>;

struct TagRow {
  GumboTag gumbo;
  Tag ours;
};

constexpr TagRow kHtmlTags[] = {
    {GUMBO_TAG_A, Tag::kA},
    {GUMBO_TAG_ADDRESS, Tag::kAddress},
    {GUMBO_TAG_AREA, Tag::kArea},
    {GUMBO_TAG_ARTICLE, Tag::kArticle},
    {GUMBO_TAG_ASIDE, Tag::kAside},
    {GUMBO_TAG_AUDIO, Tag::kAudio},
    {GUMBO_TAG_BASE, Tag::kBase},
    {GUMBO_TAG_BLOCKQUOTE, Tag::kBlockquote},
    {GUMBO_TAG_BODY, Tag::kBody},
    {GUMBO_TAG_BR, Tag::kBr},
    {GUMBO_TAG_BUTTON, Tag::kButton},
    {GUMBO_TAG_CANVAS, Tag::kCanvas},
    {GUMBO_TAG_CAPTION, Tag::kCaption},
    {GUMBO_TAG_CENTER, Tag::kCenter},
    {GUMBO_TAG_DATALIST, Tag::kDatalist},
    {GUMBO_TAG_DD, Tag::kDd},
    {GUMBO_TAG_DETAILS, Tag::kDetails},
    {GUMBO_TAG_DIR, Tag::kDir},
    {GUMBO_TAG_DIV, Tag::kDiv},
    {GUMBO_TAG_DL, Tag::kDl},
    {GUMBO_TAG_DT, Tag::kDt},
    {GUMBO_TAG_EMBED, Tag::kEmbed},
    {GUMBO_TAG_FIELDSET, Tag::kFieldset},
    {GUMBO_TAG_FIGCAPTION, Tag::kFigcaption},
    {GUMBO_TAG_FIGURE, Tag::kFigure},
    {GUMBO_TAG_FOOTER, Tag::kFooter},
    {GUMBO_TAG_FORM, Tag::kForm},
    {GUMBO_TAG_FRAME, Tag::kFrame},
    {GUMBO_TAG_H1, Tag::kH1},
    {GUMBO_TAG_H2, Tag::kH2},
    {GUMBO_TAG_H3, Tag::kH3},
    {GUMBO_TAG_H4, Tag::kH4},
    {GUMBO_TAG_H5, Tag::kH5},
    {GUMBO_TAG_H6, Tag::kH6},
    {GUMBO_TAG_HEAD, Tag::kHead},
    {GUMBO_TAG_HEADER, Tag::kHeader},
    {GUMBO_TAG_HGROUP, Tag::kHgroup},
    {GUMBO_TAG_HR, Tag::kHr},
    {GUMBO_TAG_HTML, Tag::kHtml},
    {GUMBO_TAG_IFRAME, Tag::kIframe},
    {GUMBO_TAG_IMG, Tag::kImg},
    {GUMBO_TAG_INPUT, Tag::kInput},
    {GUMBO_TAG_LEGEND, Tag::kLegend},
    {GUMBO_TAG_LI, Tag::kLi},
    {GUMBO_TAG_LINK, Tag::kLink},
    {GUMBO_TAG_LISTING, Tag::kListing},
    {GUMBO_TAG_MAIN, Tag::kMain},
    {GUMBO_TAG_MENU, Tag::kMenu},
    {GUMBO_TAG_META, Tag::kMeta},
    {GUMBO_TAG_NAV, Tag::kNav},
    {GUMBO_TAG_NOEMBED, Tag::kNoembed},
    {GUMBO_TAG_NOFRAMES, Tag::kNoframes},
    {GUMBO_TAG_NOSCRIPT, Tag::kNoscript},
    {GUMBO_TAG_OBJECT, Tag::kObject},
    {GUMBO_TAG_OL, Tag::kOl},
    {GUMBO_TAG_OPTGROUP, Tag::kOptgroup},
    {GUMBO_TAG_OPTION, Tag::kOption},
    {GUMBO_TAG_P, Tag::kP},
    {GUMBO_TAG_PLAINTEXT, Tag::kPlaintext},
    {GUMBO_TAG_PRE, Tag::kPre},
    {GUMBO_TAG_RP, Tag::kRp},
    {GUMBO_TAG_SCRIPT, Tag::kScript},
    {GUMBO_TAG_SECTION, Tag::kSection},
    {GUMBO_TAG_SOURCE, Tag::kSource},
    {GUMBO_TAG_STYLE, Tag::kStyle},
    {GUMBO_TAG_SUMMARY, Tag::kSummary},
    {GUMBO_TAG_TABLE, Tag::kTable},
    {GUMBO_TAG_TBODY, Tag::kTbody},
    {GUMBO_TAG_TD, Tag::kTd},
    {GUMBO_TAG_TEXTAREA, Tag::kTextarea},
    {GUMBO_TAG_TFOOT, Tag::kTfoot},
    {GUMBO_TAG_TH, Tag::kTh},
    {GUMBO_TAG_THEAD, Tag::kThead},
    {GUMBO_TAG_TITLE, Tag::kTitle},
    {GUMBO_TAG_TR, Tag::kTr},
    {GUMBO_TAG_TRACK, Tag::kTrack},
    {GUMBO_TAG_UL, Tag::kUl},
    {GUMBO_TAG_VIDEO, Tag::kVideo},
    {GUMBO_TAG_XMP, Tag::kXmp},
};

constexpr TagRow kSvgTags[] = {
    {GUMBO_TAG_A, Tag::kA},
    {GUMBO_TAG_DESC, Tag::kSvgUnseen},
    {GUMBO_TAG_IMAGE, Tag::kSvgImage},
    {GUMBO_TAG_SCRIPT, Tag::kScript},
    {GUMBO_TAG_STYLE, Tag::kStyle},
    {GUMBO_TAG_TITLE, Tag::kSvgUnseen},
};

template <std::size_t kRows>
constexpr TagTable make_table(const TagRow (&rows)[kRows]) {
  TagTable table{};
  for (const TagRow& row : rows) table[row.gumbo] = row.ours;
  return table;
}

constexpr TagTable kSvgTable = make_table(kSvgTags);

// gumbo knows a number for <dialog> since 0.11.
const TagTable kHtmlTable = [] {
  TagTable table = make_table(kHtmlTags);
  const GumboTag dialog = gumbo_tag_enum("dialog");
  if (dialog != GUMBO_TAG_UNKNOWN) table[dialog] = Tag::kDialog;
  return table;
}();

// Those that gumbo knows no number for.
Tag tag_by_name(const GumboElement& element) {
  GumboStringPiece name = element.original_tag;
  gumbo_tag_from_original_text(&name);
  constexpr std::string_view kDialog = "dialog";
  const GumboStringPiece dialog{kDialog.data(), kDialog.size()};
  return gumbo_string_equals_ignore_case(&name, &dialog) ? Tag::kDialog : Tag::kOther;
}

Tag tag_of(const GumboElement& element) {
  const auto index = static_cast<std::size_t>(element.tag);
  if (index >= kHtmlTable.size()) return Tag::kOther;
  if (element.tag_namespace == GUMBO_NAMESPACE_SVG) return kSvgTable[index];
  if (element.tag_namespace != GUMBO_NAMESPACE_HTML) return Tag::kOther;
  if (element.tag == GUMBO_TAG_UNKNOWN) return tag_by_name(element);
  return kHtmlTable[index];
}

const GumboNode& node_of(const void* node) { return *static_cast<const GumboNode*>(node); }

// ---- walking

const GumboVector& children_of(const GumboNode& node) {
  static constexpr GumboVector kNone{};
  if (node.type == GUMBO_NODE_ELEMENT) return node.v.element.children;
  if (node.type == GUMBO_NODE_DOCUMENT) return node.v.document.children;
  return kNone;
}

bool is_text(const GumboNode& node) {
  return node.type == GUMBO_NODE_TEXT || node.type == GUMBO_NODE_WHITESPACE ||
         node.type == GUMBO_NODE_CDATA;
}

void show_start(const GumboNode& node, const Marks& marks, HtmlVisitor& visitor) {
  if (node.type == GUMBO_NODE_ELEMENT)
    visitor.open(Element(&node, marks));
  else if (is_text(node))
    marks.expand(node.v.text.text, [&visitor](std::string_view text) { visitor.text(text); });
}

void show_end(const GumboNode& node, HtmlVisitor& visitor) {
  if (node.type == GUMBO_NODE_ELEMENT) visitor.close(tag_of(node.v.element));
}

// The node after `node` among its parent's children, or null.
const GumboNode* sibling_after(const GumboNode& node) {
  if (node.parent == nullptr) return nullptr;
  const GumboVector& siblings = children_of(*node.parent);
  const std::size_t next = node.index_within_parent + 1;
  return next < siblings.length ? static_cast<const GumboNode*>(siblings.data[next]) : nullptr;
}

}  // namespace
}  // namespace parser

// The C library's function that a failed assert() calls, replaced for the whole program. Debian
// builds gumbo with its assertions on, and there are pages that make one fail
// ("<table><math><mi><![CDATA[x]]>y" in 0.10.1): that must end the page, not the crawl. Any other
// assertion ends the program as it always does.
extern "C" __attribute__((noreturn)) void __assert_fail(const char* assertion, const char* file,
                                                        unsigned line,
                                                        const char* function) noexcept {
  if (parser::current_run != nullptr)
    parser::leave_gumbo(*parser::current_run, parser::HtmlEnd::kFault);
  std::fprintf(stderr, "%s:%u: %s: Assertion `%s' failed.\n", file, line, function, assertion);
  std::abort();
}

namespace parser {

Tag Element::tag() const { return tag_of(node_of(node_).v.element); }

Namespace Element::name_space() const {
  switch (node_of(node_).v.element.tag_namespace) {
    case GUMBO_NAMESPACE_SVG:
      return Namespace::kSvg;
    case GUMBO_NAMESPACE_MATHML:
      return Namespace::kMathMl;
    default:
      return Namespace::kHtml;
  }
}

std::string_view Element::name() const {
  const GumboElement& element = node_of(node_).v.element;
  GumboStringPiece written = element.original_tag;
  gumbo_tag_from_original_text(&written);
  if (element.tag_namespace == GUMBO_NAMESPACE_SVG && written.data != nullptr)
    if (const char* const name = gumbo_normalize_svg_tagname(&written)) return name;
  if (element.tag < GUMBO_TAG_UNKNOWN) return gumbo_normalized_tagname(element.tag);
  // gumbo 0.13 takes a carriage return for a part of the name.
  const std::string_view name{written.data, written.length};
  return name.substr(0, name.find('\r'));
}

std::size_t Element::attribute_count() const { return node_of(node_).v.element.attributes.length; }

std::pair<std::string_view, std::string_view> Element::attribute_at(std::size_t index) const {
  const GumboVector& attributes = node_of(node_).v.element.attributes;
  const auto& attribute = *static_cast<const GumboAttribute*>(attributes.data[index]);
  const std::string_view value = marks_->original(attribute.value);
  if (attribute.attr_namespace == GUMBO_ATTR_NAMESPACE_NONE) return {attribute.name, value};
  return {{attribute.original_name.data, attribute.original_name.length}, value};
}

std::optional<std::string_view> Element::attribute(std::string_view name) const {
  assert(is_attribute_kept(name, this->name()));
  const GumboVector& attributes = node_of(node_).v.element.attributes;
  for (unsigned i = 0; i < attributes.length; ++i) {
    const auto& attribute = *static_cast<const GumboAttribute*>(attributes.data[i]);
    if (attribute.name[0] == name[0] && name == attribute.name)
      return marks_->original(attribute.value);
  }
  return std::nullopt;
}

bool Element::is_unseen() const {
  const Tag name = tag();
  // One that no end tag closed, for example since a <p> inside was not closed, holds the rest of
  // the page: a reader with scripts sees that.
  if (name == Tag::kNoscript)
    return (node_of(node_).parse_flags & GUMBO_INSERTION_IMPLICIT_END_TAG) == 0;
  if (effect_of(name) == TagEffect::kUnseen) return true;
  if (node_of(node_).v.element.attributes.length == 0) return name == Tag::kDialog;
  return attribute("hidden") || (name == Tag::kDialog && !attribute("open"));
}

HtmlEnd HtmlParser::parse(std::string_view utf8, const HtmlLimits& limits) {
  arena_.reset(limits.max_arena_bytes);
  document_ = nullptr;

  Run run{};
  run.arena = &arena_;
  const std::size_t max_bytes =
      kHtmlBytesPerMillisecond * static_cast<std::size_t>(limits.max_time.count());
  const std::string_view whole =
      limits.condense ? condenser_.condense(utf8, limits.attributes) : condenser_.pass(utf8);
  run.text = whole.data() != nullptr ? ground::utf8_prefix(whole, max_bytes) : std::string_view("");
  run.max_time = limits.max_time;
  run.deadline = Clock::now() + limits.max_time;
  run.allocations_per_clock_reading = run.allocations_to_clock = kAllocationsPerClockReading;
  run.end = HtmlEnd::kComplete;

  GumboOptions options = kGumboDefaultOptions;
  options.allocator = allocate;
  options.deallocator = deallocate;
  options.userdata = &run;
  options.max_errors = 0;
  run_gumbo(run, options);

  // Never gumbo_destroy_output: it frees by recursion in 0.10, and the arena has no need of it.
  if (run.output != nullptr) document_ = run.output->document;
  most_nodes_ = run.allocations;
  if (run.end == HtmlEnd::kComplete && run.text.size() < whole.size()) return HtmlEnd::kTime;
  return run.end;
}

void HtmlParser::walk(HtmlVisitor& visitor) const {
  if (document_ == nullptr) return;
  const GumboNode* node = &node_of(document_);
  // A fault in gumbo may leave a tree that is none; its walk has to end too.
  for (std::size_t shown = 0; shown < most_nodes_; ++shown) {
    show_start(*node, condenser_.marks(), visitor);
    if (const GumboVector& children = children_of(*node); children.length > 0) {
      node = static_cast<const GumboNode*>(children.data[0]);
      continue;
    }
    for (;;) {
      show_end(*node, visitor);
      if (node == document_) return;
      if (const GumboNode* next = sibling_after(*node)) {
        node = next;
        break;
      }
      node = node->parent;
      if (node == nullptr) return;
    }
  }
}

}  // namespace parser
