#include "parser/select/selector.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <utility>

#include "parser/ascii.h"
#include "parser/select/css_scanner.h"

namespace parser {
namespace {

using Parts = SelectorParts;
using Simple = Parts::Simple;
using Match = Parts::Match;
using Combinator = Parts::Combinator;

constexpr std::size_t kMaxCompounds = 64;  // of one complex selector: matching goes as deep

uint64_t bit_of(std::string_view text, uint64_t kind) {
  return uint64_t{1} << (XXH3_64bits_withSeed(text.data(), text.size(), kind) & 63);
}

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), ascii::lower);
  return result;
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
    return scanner_.at_end() ? "the end" : fmt::format("\"{}\"", scanner_.peek());
  }

  // ---- Lists

  bool is_at_list_end(const ListStyle& style) const {
    return scanner_.at_end() || (style.is_nested && scanner_.peek() == ')');
  }

  std::optional<uint32_t> read_list(const ListStyle& style, int depth) {
    if (depth > kMaxSelectorDepth) return fail("nested too deep");
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
    if (!scanner_.at_end() && scanner_.peek() != ')') return fail("unexpected " + next_shown());
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
      if (combinator == Combinator::kNone) return fail("unexpected " + next_shown());
    }
    if (combinator != Combinator::kNone && combinator != Combinator::kDescendant)
      return fail("a combinator with nothing behind it");
    Parts::Complex complex{static_cast<uint32_t>(parts.compounds.size()), 0};
    parts.compounds.insert(parts.compounds.end(), pending.compounds.begin(),
                           pending.compounds.end());
    complex.last = static_cast<uint32_t>(parts.compounds.size());
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
      if (simple.match == Match::kType) compound.type_hash = hash_of_name(simple.lower);
      if (simple.match == Match::kId) compound.traits |= bit_of_id(simple.value);
      if (simple.match == Match::kClass) compound.traits |= bit_of_class(simple.value);
      if (simple.match == Match::kAttribute) compound.traits |= bit_of_attribute(simple.lower);
      parts.simples.push_back(std::move(simple));
    }
    compound.last = static_cast<uint32_t>(parts.simples.size());
    return compound;
  }

  // ---- Compounds

  std::optional<Parts::Compound> read_compound(int depth) {
    PendingCompound pending;
    const std::size_t begin = scanner_.at();
    if (!read_type(pending)) return std::nullopt;
    while (!failed_ && read_simple(pending, depth)) {
    }
    if (failed_) return std::nullopt;
    if (scanner_.at() == begin) return fail("a selector is missing before " + next_shown());
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

  Parts::Compare take_comparison() {
    using Compare = Parts::Compare;
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
    if (scanner_.peek() == '*' && scanner_.peek(1) == '|' && scanner_.peek(2) != '=')
      scanner_.skip(2);
    auto name = scanner_.take_identifier();
    if (!name) {
      fail("the name of an attribute is missing");
      return false;
    }
    Simple simple;
    simple.match = Match::kAttribute;
    simple.lower = lower(*name);
    simple.name = std::move(*name);
    scanner_.skip_space();
    simple.compare = take_comparison();
    if (simple.compare != Parts::Compare::kIsThere && !read_value(simple)) return false;
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
      fail_at(at, "a pseudo-element is no element of the page");
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
      fail_at(at, fmt::format("unknown pseudo-class \":{}\"", name));
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
      fail_at(at, fmt::format("unknown pseudo-class \":{}()\"", name));
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

  // ---- an+b (CSS Syntax 3, section 6)

  bool read_nth(Simple& simple, std::string_view name, std::size_t at, int depth) {
    simple.match = Match::kNth;
    simple.of_type = name.ends_with("-of-type");
    simple.from_end = name.starts_with("nth-last-");
    if (name != "nth-child" && name != "nth-last-child" && name != "nth-of-type" &&
        name != "nth-last-of-type") {
      fail_at(at, fmt::format("unknown pseudo-class \":{}()\"", name));
      return false;
    }
    scanner_.skip_space();
    if (!read_formula(simple)) return false;
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

  bool read_formula(Simple& simple) {
    const bool is_word = take_word("even") || take_word("odd");
    if (is_word) {
      simple.step = 2;
      simple.offset = was_odd_ ? 1 : 0;
      return true;
    }
    const std::size_t begin = scanner_.at();
    const int sign = take_sign();
    const auto number = take_number();
    const bool has_n = ascii::lower(scanner_.peek()) == 'n';
    if (!has_n && !number) {
      fail_at(begin, "a formula like 2n+1, even, odd or a number is missing");
      return false;
    }
    if (!has_n) {
      simple.offset = sign * *number;
      return true;
    }
    scanner_.skip();
    simple.step = sign * number.value_or(1);
    return read_offset(simple);
  }

  bool read_offset(Simple& simple) {
    const std::size_t behind = scanner_.at();
    scanner_.skip_space();
    const char next = scanner_.peek();
    if (next != '+' && next != '-') {
      // What is stuck to the "n" is part of no formula.
      if (scanner_.at() > behind || next == ')') return true;
      fail("a formula like 2n+1 is expected");
      return false;
    }
    const int sign = take_sign();
    scanner_.skip_space();
    const auto number = take_number();
    if (!number) {
      fail("a number is missing in the formula");
      return false;
    }
    simple.offset = sign * *number;
    return true;
  }

  bool take_word(std::string_view word) {
    for (std::size_t i = 0; i < word.size(); ++i)
      if (ascii::lower(scanner_.peek(i)) != word[i]) return false;
    const char behind = scanner_.peek(word.size());
    if (behind != ')' && !ascii::is_space(behind) && behind != '/') return false;
    scanner_.skip(word.size());
    was_odd_ = word == "odd";
    return true;
  }

  int take_sign() {
    if (scanner_.take('-')) return -1;
    scanner_.take('+');
    return 1;
  }

  // Digits; more than fit are as many as fit.
  std::optional<int32_t> take_number() {
    constexpr int64_t kMost = std::numeric_limits<int32_t>::max() / 4;
    if (!ascii::is_digit(scanner_.peek())) return std::nullopt;
    int64_t number = 0;
    for (; ascii::is_digit(scanner_.peek()); scanner_.skip())
      number = std::min(kMost, number * 10 + (scanner_.peek() - '0'));
    return static_cast<int32_t>(number);
  }

  CssScanner scanner_;
  SelectorProblem problem_;
  bool failed_ = false;
  bool was_odd_ = false;
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

uint32_t hash_of_name(std::string_view lower_name) {
  return static_cast<uint32_t>(XXH3_64bits(lower_name.data(), lower_name.size())) | 1;
}
uint64_t bit_of_id(std::string_view id) { return bit_of(id, 1); }
uint64_t bit_of_class(std::string_view name) { return bit_of(name, 2); }
uint64_t bit_of_attribute(std::string_view lower_name) { return bit_of(lower_name, 3); }

}  // namespace parser
