// A selector is compiled into flat arrays of lists, complexes, compounds and simples, which refer
// to each other by index: one allocation each, nothing recursive to follow or free. Nesting is
// limited while compiling, so matching can recurse safely. Each message names the place in the text
// and, if possible, what to write instead.
#include "parser/select/selector.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <utility>

#include "ground/ascii.h"
#include "ground/utf8.h"
#include "parser/select/an_plus_b.h"
#include "parser/select/css_scanner.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

using Parts = SelectorParts;
using Simple = Parts::Simple;
using Match = Parts::Match;
using Combinator = Parts::Combinator;
using Compare = Parts::Compare;

constexpr std::size_t kMaxCompounds = 64;  // of one complex selector: matching goes as deep

uint64_t bit_of(std::string_view text, uint64_t kind) {
  return uint64_t{1} << (XXH3_64bits_withSeed(text.data(), text.size(), kind) % 63);
}

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), ascii::lower);
  return result;
}

std::string unknown_pseudo(std::string_view name) {
  const std::string_view remedy = remedy_for(name);
  return fmt::format("unknown pseudo-class \":{}\"{}{}", name, remedy.empty() ? "" : ": ", remedy);
}

// A list as it is read: its complexes come to stand together when it is whole.
struct PendingList {
  std::vector<Parts::Complex> complexes;
};
struct PendingComplex {
  std::vector<Parts::Compound> compounds;
};
struct PendingCompound {
  std::vector<Simple> simples;
  bool has_type = false;
};

struct ListStyle {
  bool relative = false;         // each begins at an anchor, "> a" and "a" alike
  bool may_be_relative = false;  // those that begin with a combinator
  bool forgives_nothing = true;  // false: items may be empty
  bool is_nested = true;         // ends at ')'
};

class Compiler {
 public:
  explicit Compiler(std::string_view text) : scanner_(text) {}

  bool compile(bool relative, SelectorProblem& problem) {
    ListStyle style;
    style.may_be_relative = relative;
    style.is_nested = false;
    const auto list = read_list(style, 0);
    if (list && !scanner_.at_end()) fail("unexpected ')'");
    if (!failed_) {
      parts.whole = *list;
      return true;
    }
    problem = problem_;
    return false;
  }

  Parts parts;

 private:
  std::nullopt_t fail(std::string what) { return fail_at(scanner_.at(), std::move(what)); }
  std::nullopt_t fail_at(std::size_t at, std::string what) {
    if (!failed_) problem_ = {at, std::move(what)};
    failed_ = true;
    return std::nullopt;
  }
  std::string next_shown() const {
    if (scanner_.at_end()) return "the end";
    std::string shown(1, scanner_.peek());
    if (static_cast<unsigned char>(shown[0]) < 0x20) return fmt::format("byte {:#04x}", shown[0]);
    // The rest of a character.
    while (shown.size() < 4 && ground::is_continuation(scanner_.peek(shown.size())))
      shown.push_back(scanner_.peek(shown.size()));
    return fmt::format("\"{}\"", shown);
  }

  std::string unexpected() const {
    return "unexpected " + next_shown() +
           (scanner_.peek() == '/' ? ": this is CSS, not XPath: a space or '>' leads down" : "");
  }

  // ---- Lists

  bool is_at_list_end(const ListStyle& style) const {
    return scanner_.at_end() || (style.is_nested && scanner_.peek() == ')');
  }

  std::optional<uint32_t> read_list(const ListStyle& style, int depth) {
    if (depth > kMaxSelectorDepth)
      return fail(fmt::format("nested deeper than {} lists", kMaxSelectorDepth));
    PendingList pending;
    for (;;) {
      scanner_.skip_space();
      const bool is_item_empty = is_at_list_end(style) || scanner_.peek() == ',';
      if (is_item_empty && style.forgives_nothing)
        return fail(fmt::format("a selector is missing before {}", next_shown()));
      if (!is_item_empty) {
        const auto complex = read_complex(style, depth);
        if (!complex) return std::nullopt;
        pending.complexes.push_back(*complex);
      }
      if (!scanner_.take(',')) break;
    }
    if (!scanner_.at_end() && scanner_.peek() != ')') return fail(unexpected());
    Parts::List list{static_cast<uint32_t>(parts.complexes.size()), 0};
    parts.complexes.insert(parts.complexes.end(), pending.complexes.begin(),
                           pending.complexes.end());
    list.last = static_cast<uint32_t>(parts.complexes.size());
    parts.lists.push_back(list);
    return static_cast<uint32_t>(parts.lists.size() - 1);
  }

  Combinator take_combinator() {
    const bool was_space = scanner_.skip_space();
    Combinator combinator = was_space ? Combinator::kDescendant : Combinator::kNone;
    if (scanner_.take('>'))
      combinator = Combinator::kChild;
    else if (scanner_.take('+'))
      combinator = Combinator::kNext;
    else if (scanner_.take('~'))
      combinator = Combinator::kLater;
    else
      return combinator;
    scanner_.skip_space();
    return combinator;
  }

  std::optional<Parts::Complex> read_complex(const ListStyle& style, int depth) {
    PendingComplex pending;
    Combinator combinator = take_combinator();
    const bool is_led = combinator != Combinator::kNone;
    if (is_led && !style.relative && !style.may_be_relative)
      return fail("a combinator with nothing before it");
    if (is_led || style.relative) {
      pending.compounds.push_back(anchor());
      if (!is_led) combinator = Combinator::kDescendant;
    }
    for (;;) {
      auto compound = read_compound(depth);
      if (!compound) return std::nullopt;
      compound->to_left = combinator;
      pending.compounds.push_back(*compound);
      if (pending.compounds.size() > kMaxCompounds)
        return fail(fmt::format("more than {} compound selectors in a row", kMaxCompounds));
      combinator = take_combinator();
      if (is_at_list_end(style) || scanner_.peek() == ',' || scanner_.peek() == ')') break;
      if (combinator == Combinator::kNone) return fail(unexpected());
    }
    if (combinator != Combinator::kNone && combinator != Combinator::kDescendant)
      return fail("a combinator with nothing behind it");
    Parts::Complex complex{static_cast<uint32_t>(parts.compounds.size()), 0};
    parts.compounds.insert(parts.compounds.end(), pending.compounds.begin(),
                           pending.compounds.end());
    complex.last = static_cast<uint32_t>(parts.compounds.size());
    complex.is_relative = is_led || style.relative;
    for (std::size_t i = 2; i < pending.compounds.size(); ++i)
      complex.leads_down &= !Parts::is_sibling(pending.compounds[i].to_left);
    return complex;
  }

  Parts::Compound anchor() {
    PendingCompound pending;
    pending.simples.emplace_back().match = Match::kAnchor;
    return keep(pending);
  }

  Parts::Compound keep(PendingCompound& pending) {
    Parts::Compound compound;
    compound.first = static_cast<uint32_t>(parts.simples.size());
    for (Simple& simple : pending.simples) {
      if (simple.match == Match::kType) compound.traits |= bit_of_name(simple.lower);
      if (simple.match == Match::kId) compound.traits |= bit_of_id(simple.value);
      if (simple.match == Match::kClass) compound.traits |= bit_of_class(simple.value);
      if (simple.match == Match::kAttribute && !simple.any_namespace)
        compound.traits |= bit_of_attribute(simple.lower);
      if (simple.match == Match::kIs) compound.any_traits = traits_of_any(simple.list);
      parts.simples.push_back(std::move(simple));
    }
    compound.last = static_cast<uint32_t>(parts.simples.size());
    return compound;
  }

  // Without one of these nothing in the list matches; 0 if that can't be said.
  uint64_t traits_of_any(uint32_t list) const {
    uint64_t any = 0;
    for (uint32_t i = parts.lists[list].first; i < parts.lists[list].last; ++i) {
      const Parts::Compound& right = parts.compounds[parts.complexes[i].last - 1];
      const uint64_t traits = right.traits & ~kElementTrait;
      if (traits == 0) return 0;
      any |= traits;
    }
    return any;
  }

  // ---- Compounds

  std::optional<Parts::Compound> read_compound(int depth) {
    PendingCompound pending;
    const std::size_t begin = scanner_.at();
    if (!read_type(pending)) return std::nullopt;
    if (scanner_.at() != begin) scanner_.skip_comments();
    while (!failed_ && read_simple(pending, depth)) scanner_.skip_comments();
    if (failed_) return std::nullopt;
    if (scanner_.at() == begin)
      return fail(scanner_.peek() == '/' ? unexpected()
                                         : "a selector is missing before " + next_shown());
    return keep(pending);
  }

  // False after a failure. No type at all is fine.
  bool read_type(PendingCompound& pending) {
    const bool is_any = scanner_.take('*');
    std::optional<std::string> name;
    if (!is_any) name = scanner_.take_identifier();
    const bool has_bar = scanner_.peek() == '|' && scanner_.peek(1) != '=';
    if (has_bar) {
      if (!is_any) {
        fail(name ? "namespaces are not declared: write *|"
                  : "elements of a page have a namespace");
        return false;
      }
      scanner_.skip();
      if (!scanner_.take('*')) {
        name = scanner_.take_identifier();
        if (!name) fail("a name is missing behind *|");
      }
    }
    if (name) {
      Simple& simple = pending.simples.emplace_back();
      simple.match = Match::kType;
      simple.lower = lower(*name);
      simple.name = std::move(*name);
    }
    return !failed_;
  }

  // False if no simple selector is next, or after a failure.
  bool read_simple(PendingCompound& pending, int depth) {
    switch (scanner_.peek()) {
      case '#':
        return read_named(pending, Match::kId, "an id is missing behind '#'");
      case '.':
        return read_named(pending, Match::kClass, "a class is missing behind '.'");
      case '[':
        return read_attribute(pending);
      case ':':
        return read_pseudo(pending, depth);
      case '&':
        scanner_.skip();
        add_pseudo(pending, PseudoClass::kScope);
        return true;
      default:
        return false;
    }
  }

  bool read_named(PendingCompound& pending, Match match, const char* missing) {
    scanner_.skip();
    auto name = scanner_.take_identifier();
    if (!name) {
      fail(missing);
      return false;
    }
    Simple& simple = pending.simples.emplace_back();
    simple.match = match;
    simple.value = std::move(*name);
    return true;
  }

  Compare take_comparison() {
    const std::pair<char, Compare> kSigns[] = {{'~', Compare::kWord},
                                               {'|', Compare::kPrefixDash},
                                               {'^', Compare::kBegins},
                                               {'$', Compare::kEnds},
                                               {'*', Compare::kContains}};
    if (scanner_.take('=')) return Compare::kEquals;
    for (const auto& [sign, compare] : kSigns) {
      if (scanner_.peek() != sign || scanner_.peek(1) != '=') continue;
      scanner_.skip(2);
      return compare;
    }
    return Compare::kIsThere;
  }

  bool read_attribute(PendingCompound& pending) {
    scanner_.skip();
    scanner_.skip_space();
    Simple simple;
    simple.match = Match::kAttribute;
    // "[|name]" is in no namespace, as most attributes are.
    const auto is_bar = [this](std::size_t ahead) {
      return scanner_.peek(ahead) == '|' && scanner_.peek(ahead + 1) != '=';
    };
    simple.any_namespace = scanner_.peek() == '*' && is_bar(1);
    if (simple.any_namespace || is_bar(0)) scanner_.skip(simple.any_namespace ? 2 : 1);
    auto name = scanner_.take_identifier();
    if (!name) {
      fail(scanner_.peek() == '@' ? "attributes have no \"@\" in CSS"
           : ascii::is_digit(scanner_.peek())
               ? "a place is no attribute: write :nth-child(), which counts from 1"
               : "the name of an attribute is missing");
      return false;
    }
    if (is_bar(0)) {
      fail("namespaces are not declared: write *|, or xlink\\:href for xlink:href");
      return false;
    }
    simple.lower = lower(*name);
    simple.name = std::move(*name);
    scanner_.skip_space();
    if (scanner_.peek() == '!' && scanner_.peek(1) == '=') {
      fail(fmt::format("\"!=\" is not CSS: write :not([{}=\"…\"])", simple.name));
      return false;
    }
    simple.compare = take_comparison();
    if (simple.compare != Compare::kIsThere && !read_value(simple)) return false;
    scanner_.skip_space();
    if (!scanner_.take(']')) {
      fail("']' expected, not " + next_shown());
      return false;
    }
    pending.simples.push_back(std::move(simple));
    return true;
  }

  bool read_value(Simple& simple) {
    scanner_.skip_space();
    auto value = scanner_.take_string();
    if (!value) value = scanner_.take_identifier();
    if (!value) {
      fail("a value is missing, in quotes if it is no name");
      return false;
    }
    simple.value = std::move(*value);
    scanner_.skip_space();
    const std::size_t at = scanner_.at();
    if (const auto flag = scanner_.take_identifier()) {
      const std::string letter = lower(*flag);
      if (letter != "i" && letter != "s") {
        fail_at(at, fmt::format("unknown flag \"{}\": there are i and s", *flag));
        return false;
      }
      simple.letters = letter == "i" ? Parts::Case::kIgnore : Parts::Case::kExact;
    }
    return true;
  }

  // ---- Pseudo-classes

  void add_pseudo(PendingCompound& pending, PseudoClass pseudo) {
    Simple& simple = pending.simples.emplace_back();
    simple.match = Match::kPseudo;
    simple.pseudo = pseudo;
  }

  bool read_pseudo(PendingCompound& pending, int depth) {
    const std::size_t at = scanner_.at();
    scanner_.skip();
    if (scanner_.peek() == ':') {
      fail_at(at,
              "pseudo-elements like ::text are not supported; use take = \"text\" or \"@href\"");
      return false;
    }
    const auto written = scanner_.take_identifier();
    if (!written) {
      fail("the name of a pseudo-class is missing");
      return false;
    }
    const std::string name = lower(*written);
    if (scanner_.take('(')) return read_function(pending, name, at, depth);
    if (add_structural(pending, name)) return true;
    const auto pseudo = pseudo_class(name);
    if (!pseudo) {
      fail_at(at, unknown_pseudo(name));
      return false;
    }
    add_pseudo(pending, *pseudo);
    return true;
  }

  // :first-child and its like, as formulas.
  static bool add_structural(PendingCompound& pending, std::string_view name) {
    const auto add = [&pending](bool of_type, bool from_end) {
      Simple& simple = pending.simples.emplace_back();
      simple.match = Match::kNth;
      simple.offset = 1;
      simple.of_type = of_type;
      simple.from_end = from_end;
    };
    const bool of_type = name.ends_with("-of-type");
    if (!of_type && !name.ends_with("-child")) return false;
    const std::string_view which = name.substr(0, name.size() - (of_type ? 8 : 6));
    if (which != "first" && which != "last" && which != "only") return false;
    if (which != "last") add(of_type, false);
    if (which != "first") add(of_type, true);
    return true;
  }

  bool read_function(PendingCompound& pending, const std::string& name, std::size_t at, int depth) {
    Simple simple;
    ListStyle style;
    if (name == "is" || name == "where" || name == "matches" || name == "any" ||
        name == "-webkit-any" || name == "-moz-any") {
      simple.match = Match::kIs;
      style.forgives_nothing = false;
    } else if (name == "not") {
      simple.match = Match::kNot;
    } else if (name == "has") {
      simple.match = Match::kHas;
      style.relative = true;
    } else if (name == "lang" || name == "dir") {
      simple.match = name == "dir" ? Match::kDir : Match::kLang;
      if (!read_words(simple)) return false;
      pending.simples.push_back(std::move(simple));
      return close();
    } else if (name.starts_with("nth-")) {
      if (!read_nth(simple, name, at, depth)) return false;
      pending.simples.push_back(std::move(simple));
      return close();
    } else {
      fail_at(at, unknown_pseudo(name));
      return false;
    }
    const auto list = read_list(style, depth + 1);
    if (!list) return false;
    simple.list = *list;
    pending.simples.push_back(std::move(simple));
    return close();
  }

  bool close() {
    scanner_.skip_space();
    if (scanner_.take(')')) return true;
    fail("')' expected, not " + next_shown());
    return false;
  }

  // Names or strings with commas between them; kept in value, with commas.
  bool read_words(Simple& simple) {
    do {
      scanner_.skip_space();
      auto word = scanner_.take_string();
      // A range may begin with '*', which is no name.
      if (!word && scanner_.peek() == '*' && scanner_.peek(1) == '-') {
        scanner_.skip();
        if (const auto rest = scanner_.take_identifier()) word = "*" + *rest;
      }
      if (!word) word = scanner_.take_identifier();
      if (!word) {
        fail("a name or a text in quotes is missing");
        return false;
      }
      if (!simple.value.empty()) simple.value.push_back(',');
      simple.value.append(lower(*word));
      scanner_.skip_space();
    } while (scanner_.take(','));
    return true;
  }

  bool read_nth(Simple& simple, std::string_view name, std::size_t at, int depth) {
    simple.match = Match::kNth;
    simple.of_type = name.ends_with("-of-type");
    simple.from_end = name.starts_with("nth-last-");
    if (name != "nth-child" && name != "nth-last-child" && name != "nth-of-type" &&
        name != "nth-last-of-type") {
      fail_at(at, unknown_pseudo(name));
      return false;
    }
    scanner_.skip_space();
    SelectorProblem why;
    const auto formula = take_an_plus_b(scanner_, why);
    if (!formula) {
      fail_at(why.at, std::move(why.what));
      return false;
    }
    simple.step = formula->step;
    simple.offset = formula->offset;
    scanner_.skip_space();
    if (simple.of_type || scanner_.peek() == ')') return true;
    const auto of = scanner_.take_identifier();
    if (!of || lower(*of) != "of") {
      fail("')' or \"of\" expected");
      return false;
    }
    const auto list = read_list({}, depth + 1);
    if (list) simple.list = *list;
    return list.has_value();
  }

  CssScanner scanner_;
  SelectorProblem problem_;
  bool failed_ = false;
};

}  // namespace

std::optional<Selector> Selector::compile(std::string_view text, SelectorProblem& problem,
                                          Relative relative) {
  if (text.size() > kMaxSelectorBytes) {
    problem = {kMaxSelectorBytes, fmt::format("longer than {} bytes", kMaxSelectorBytes)};
    return std::nullopt;
  }
  Compiler compiler(text);
  if (!compiler.compile(relative == Relative::kAllowed, problem)) return std::nullopt;
  Selector selector;
  selector.parts_ = std::make_shared<const SelectorParts>(std::move(compiler.parts));
  return selector;
}

uint64_t bit_of_name(std::string_view lower_name) { return bit_of(lower_name, 0); }
uint64_t bit_of_id(std::string_view id) { return bit_of(id, 1); }
uint64_t bit_of_class(std::string_view name) { return bit_of(name, 2); }
uint64_t bit_of_attribute(std::string_view lower_name) { return bit_of(lower_name, 3); }

bool Selector::may_choose_scope() const {
  const SelectorParts::List& list = parts_->lists[parts_->whole];
  for (uint32_t at = list.first; at < list.last; ++at) {
    const SelectorParts::Compound& chosen = parts_->compounds[parts_->complexes[at].last - 1];
    for (uint32_t i = chosen.first; i < chosen.last; ++i) {
      const SelectorParts::Simple& simple = parts_->simples[i];
      if (simple.match == SelectorParts::Match::kPseudo && simple.pseudo == PseudoClass::kScope)
        return true;
    }
  }
  return false;
}

}  // namespace parser
