// Dictionaries: those of Hunspell's format (LANG.aff and LANG.dic) that are installed, found by the
// language that a page states. Each is read when the first page wants it.
// Thread: one. Errors: a dictionary that can't be read is as if it were not there, with a problem
// to tell. Lifetime: a Dictionary lives as long as the Dictionaries.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace explore {

class Dictionary {
 public:
  ~Dictionary();
  Dictionary(const Dictionary&) = delete;
  Dictionary& operator=(const Dictionary&) = delete;

  // "en_US", the name of its files.
  const std::string& name() const { return name_; }
  // Nouns have a capital wherever they stand, so that it makes no name of a word.
  bool capitalises_nouns() const;

  // `word` is UTF-8 with "'" for every apostrophe.
  bool knows(std::string_view word) const;
  // The words that may be meant, best first. May take tens of milliseconds.
  std::vector<std::string> suggest(std::string_view word, std::size_t most) const;

 private:
  friend class Dictionaries;
  struct Impl;
  Dictionary(std::string name, std::unique_ptr<Impl> impl);

  std::string name_;
  std::unique_ptr<Impl> impl_;
};

class Dictionaries {
 public:
  // "" for `folder`: where the system has them, and DICPATH.
  explicit Dictionaries(const std::string& folder);

  // For pages of this language, a BCP 47 tag as pages write it ("en-US", "de", "EN_gb"): the
  // dictionary of the same region, else the usual one of the language. Null if there is none.
  const Dictionary* of(std::string_view language);
  // All that are there, "de_DE", sorted.
  const std::vector<std::string>& names() const { return names_; }
  // Of those that could not be read: "fr_FR: …".
  const std::vector<std::string>& problems() const { return problems_; }

 private:
  std::optional<std::string> name_for(std::string_view language) const;

  std::map<std::string, std::string, std::less<>> paths_;  // of the .aff, by name
  std::vector<std::string> names_, problems_;
  std::map<std::string, std::unique_ptr<Dictionary>, std::less<>> read_;  // null: unreadable
};

}  // namespace explore
