#include <gtest/gtest.h>

#include <string>

#include "parser/access/aria_attributes.h"
#include "parser/access/aria_roles.h"
#include "parser/access/element_rules.h"
#include "parser/access/language_subtags.h"
#include "parser/access/words_of_attribute.h"
#include "tests/parser/access/judged.h"

namespace parser {
namespace {

struct AriaCase {
  const char* rule;
  const char* broken;
  unsigned elements;
  const char* kept;
};

const AriaCase kAriaCases[] = {
    {"aria-allowed-attr", "<div aria-expanded=true>x</div><h1 aria-checked=true>x</h1>", 2,
     "<button aria-expanded=true>x</button><x-y aria-expanded=true>x</x-y>"},
    {"aria-command-name", "<div role=button></div><span role=link></span>", 2,
     "<div role=button>x</div><div role=link title=x></div><a href=/x role=button></a>"},
    {"aria-dialog-name", "<div role=dialog>x</div>", 1, "<div role=dialog aria-label=x>x</div>"},
    {"aria-hidden-body", "<body aria-hidden=true>", 1, "<body aria-hidden=false>"},
    {"aria-hidden-focus", "<div aria-hidden=true><a href=/x>x</a></div>", 1,
     "<div aria-hidden=true><a href=/x tabindex=-1>x</a><button disabled></button>"
     "<input type=hidden></div>"},
    {"aria-input-field-name", "<div role=textbox>x</div>", 1,
     "<div role=textbox title=x></div><div role=combobox aria-expanded=false><input "
     "title=x></div>"},
    {"aria-meter-name", "<div role=meter aria-valuenow=1>x</div>", 1,
     "<div role=meter aria-valuenow=1 title=x></div>"},
    {"aria-progressbar-name", "<div role=progressbar>x</div>", 1,
     "<div role=progressbar title=x></div>"},
    {"aria-prohibited-attr", "<span aria-label=x></span><code aria-label=x></code>", 2,
     "<span aria-label=x>words</span><button>x<i aria-label=x></i></button><p aria-label=''></p>"},
    {"aria-required-attr", "<div role=checkbox>x</div><div role=slider>x</div>", 2,
     "<div role=checkbox aria-checked=true>x</div><input type=checkbox role=switch title=x>"
     "<h2 role=heading>x</h2><div role=combobox aria-expanded=false></div>"},
    {"aria-roles", "<p role=nonsense>x</p><p role=widget>x</p>", 2,
     "<p role=note>x</p><p role='nonsense note'>x</p><p role=doc-toc>x</p><p role=' '>x</p>"},
    {"aria-toggle-field-name", "<div role=switch aria-checked=true></div>", 1,
     "<div role=switch aria-checked=true>x</div>"},
    {"aria-tooltip-name", "<div role=tooltip></div>", 1, "<div role=tooltip>x</div>"},
    {"aria-treeitem-name", "<div role=treeitem></div>", 1, "<div role=treeitem>x</div>"},
    {"aria-valid-attr", "<p aria-lable=x>x</p>", 1, "<p aria-label=x>x</p>"},
    {"aria-valid-attr-value",
     "<p aria-live=loud>x</p><b aria-controls=none aria-owns=none>x</b><b aria-posinset=0>x</b>", 3,
     "<p aria-live=POLITE>x</p><b aria-controls='none a'>x</b><i id=a></i><b aria-live=''>x</b>"
     "<b aria-describedby=none aria-current=here>x</b><b aria-controls=z "
     "aria-expanded=false>x</b>"},
    {"autocomplete-valid", "<input autocomplete=nmae>", 1, "<input autocomplete='shipping name'>"},
};

TEST(Aria, WhatBreaksARuleAndWhatDoesNot) {
  Judged judged;
  for (const AriaCase& each : kAriaCases) {
    for (const Attributes attributes : {Attributes::kForAccess, Attributes::kAll}) {
      judged.judge(each.broken, attributes);
      EXPECT_EQ(judged.count(each.rule), each.elements) << each.rule << ": " << each.broken;
      judged.judge(each.kept, attributes);
      EXPECT_EQ(judged.count(each.rule), 0u) << each.rule << ": " << each.kept;
    }
  }
}

TEST(Aria, NamesAreFoundInTheirTables) {
  EXPECT_EQ(find_aria("labelledby"), Aria::kLabelledby);
  EXPECT_EQ(find_aria("valuetext"), Aria::kValuetext);
  EXPECT_EQ(find_aria("lable"), std::nullopt);
  EXPECT_EQ(find_role("TreeItem"), Role::kTreeitem);
  EXPECT_EQ(find_role("graphics-symbol"), Role::kGraphicsSymbol);
  EXPECT_EQ(find_role(""), Role::kNoRole);
  EXPECT_EQ(find_role(std::string(100'000, 'a')), Role::kNoRole);
  for (unsigned i = 1; i < static_cast<unsigned>(Role::kCount); ++i)
    EXPECT_EQ(find_role(facts_of(static_cast<Role>(i)).name), static_cast<Role>(i));
}

TEST(Aria, ValuesAreOfTheirKind) {
  EXPECT_TRUE(is_aria_value(Aria::kValuenow, "-.5"));
  EXPECT_FALSE(is_aria_value(Aria::kValuenow, "."));
  EXPECT_FALSE(is_aria_value(Aria::kValuenow, "1e3"));
  EXPECT_TRUE(is_aria_value(Aria::kSetsize, "-1"));
  EXPECT_FALSE(is_aria_value(Aria::kSetsize, "-2"));
  EXPECT_TRUE(is_aria_value(Aria::kLevel, std::string(50, '9')));
  EXPECT_FALSE(is_aria_value(Aria::kLevel, "2.5"));
  EXPECT_TRUE(is_aria_value(Aria::kRelevant, "text  additions"));
  EXPECT_FALSE(is_aria_value(Aria::kRelevant, "text words"));
}

TEST(Aria, LanguagesOfTwoLettersAreThoseOfTheRegistry) {
  for (const char* tag : {"en", "DE-ch", " gsw", "zh-Hant-TW", "yue", "eng", "iw"})
    EXPECT_TRUE(is_known_language(tag)) << tag;
  for (const char* tag : {"xx", "english", "en_US", "", "-", "e", "\xC3\xA4\xC3\xA4"})
    EXPECT_FALSE(is_known_language(tag)) << tag;
  EXPECT_FALSE(is_invalid_language(""));
  EXPECT_TRUE(is_invalid_language(" "));
}

TEST(Aria, AutocompleteHasItsGrammar) {
  for (const char* value : {"on", "OFF", "name", "section-a billing home tel", "email webauthn",
                            "FAMILY-NAME", "shipping country", "gender"})
    EXPECT_TRUE(is_autocomplete_valid(value)) << value;
  for (const char* value : {"nmae", "home name", "name email", "webauthn", "section-", "on name"})
    EXPECT_FALSE(is_autocomplete_valid(value)) << value;
}

TEST(Aria, WhiteSpaceIsNoWord) {
  EXPECT_FALSE(has_words(" \t\xC2\xA0\xE3\x80\x80\xEF\xBB\xBF"));
  EXPECT_TRUE(has_words("\xE2\x80\x8B"));  // U+200B is a character to a script
  EXPECT_EQ(whole_number(" +7px"), 7);
  EXPECT_EQ(whole_number("99999999999"), std::nullopt);
  EXPECT_EQ(whole_number("+-1"), std::nullopt);
}

}  // namespace
}  // namespace parser
