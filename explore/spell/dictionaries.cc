#include "explore/spell/dictionaries.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <nuspell/dictionary.hxx>
#include <nuspell/finder.hxx>
#include <utility>

#include "ground/ascii.h"

namespace explore {
namespace {

namespace fs = std::filesystem;

// Which of several regions a page that names none most likely means; of languages that are not here
// the region is that of the language's own name (de_DE), else the first there is.
constexpr std::array<std::pair<std::string_view, std::string_view>, 12> kUsual{{
    {"ar", "ar"},
    {"cs", "cs_CZ"},
    {"da", "da_DK"},
    {"el", "el_GR"},
    {"en", "en_US"},
    {"et", "et_EE"},
    {"fr", "fr"},
    {"nb", "nb_NO"},
    {"no", "nb_NO"},
    {"pt", "pt_PT"},
    {"sl", "sl_SI"},
    {"sv", "sv_SE"},
}};

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = ground::ascii::lower(c);
  return lower;
}

std::string upper_case(std::string_view text) {
  std::string upper = lower_case(text);
  for (char& c : upper)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return upper;
}

// "EN-gb" as "en_GB"; scripts ("zh-Hant-TW") and what follows a region are left out.
std::string as_file_name(std::string_view language) {
  std::string name;
  std::size_t part = 0;
  while (!language.empty()) {
    const std::size_t end = std::min(language.find_first_of("-_"), language.size());
    const std::string_view piece = language.substr(0, end);
    if (part == 0) {
      name = lower_case(piece);
    } else if (piece.size() == 2) {
      return name + "_" + upper_case(piece);
    }
    ++part;
    language.remove_prefix(std::min(end + 1, language.size()));
  }
  return name;
}

}  // namespace

struct Dictionary::Impl {
  nuspell::Dictionary words;
};

Dictionary::Dictionary(std::string name, std::unique_ptr<Impl> impl)
    : name_(std::move(name)), impl_(std::move(impl)) {}
Dictionary::~Dictionary() = default;

bool Dictionary::capitalises_nouns() const {
  return name_.starts_with("de") || name_.starts_with("lb");
}

bool Dictionary::knows(std::string_view word) const { return impl_->words.spell(word); }

std::vector<std::string> Dictionary::suggest(std::string_view word, std::size_t most) const {
  std::vector<std::string> words;
  impl_->words.suggest(word, words);
  if (words.size() > most) words.resize(most);
  return words;
}

Dictionaries::Dictionaries(const std::string& folder) {
  std::vector<fs::path> folders{folder};
  if (folder.empty()) {
    folders.clear();
    nuspell::append_default_dir_paths(folders);
  }
  std::vector<fs::path> found;
  nuspell::search_dirs_for_dicts(folders, found);
  for (const fs::path& path : found) paths_.emplace(path.stem().string(), path.string());
  for (const auto& [name, path] : paths_) names_.push_back(name);
}

std::optional<std::string> Dictionaries::name_for(std::string_view language) const {
  const std::string name = as_file_name(language);
  if (name.empty()) return std::nullopt;
  if (paths_.contains(name)) return name;
  const std::string bare = name.substr(0, name.find('_'));
  const auto* const usual = std::find_if(kUsual.begin(), kUsual.end(),
                                         [&](const auto& each) { return each.first == bare; });
  if (usual != kUsual.end() && paths_.contains(usual->second)) return std::string(usual->second);
  for (const std::string& each : {bare, bare + "_" + upper_case(bare)})
    if (paths_.contains(each)) return each;
  const auto any = paths_.lower_bound(bare + "_");
  if (any != paths_.end() && any->first.starts_with(bare + "_")) return any->first;
  return std::nullopt;
}

const Dictionary* Dictionaries::of(std::string_view language) {
  const std::optional<std::string> name = name_for(language);
  if (!name) return nullptr;
  const auto known = read_.find(*name);
  if (known != read_.end()) return known->second.get();
  std::unique_ptr<Dictionary>& dictionary = read_[*name];
  auto impl = std::make_unique<Dictionary::Impl>();
  try {
    impl->words.load_aff_dic(paths_.at(*name));
    dictionary.reset(new Dictionary(*name, std::move(impl)));
  } catch (const nuspell::Dictionary_Loading_Error& error) {
    problems_.push_back(fmt::format("{}: {}", *name, error.what()));
  }
  return dictionary.get();
}

}  // namespace explore
