// One row a word, not one a place: a site writes the same wrong word on a thousand pages. What
// could not be judged is said below, so that a short list isn't taken for a clean site.
#include "explore/spell/spell_command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <optional>
#include <string>

#include "explore/command/interrupt.h"
#include "explore/command/output.h"
#include "explore/command/progress_line.h"
#include "explore/file/crawl_file.h"
#include "explore/rows/row_writer.h"
#include "explore/spell/dictionaries.h"
#include "explore/spell/spelling.h"
#include "explore/spell/word_list.h"
#include "ground/utf8.h"
#include "storage/database/transaction.h"
#include "terminal/exit_status.h"
#include "terminal/number_text.h"
#include "terminal/terminal_text.h"

namespace explore {
namespace {

// A dictionary takes up to some tens of milliseconds for one.
constexpr std::string_view kDefaultSuggestions = "200";
constexpr std::size_t kMostSuggested = 3;
constexpr std::size_t kLanguagesShown = 8;

constexpr std::array kSpellFlags{
    Flag{{"lang", "LANG", "the language of pages that state none, as en-GB"}},
    Flag{{"words", "FILE", "words that are right, one a line; repeatable"}},
    Flag{{"names", "", "also words that have a capital wherever they stand"}},
    Flag{{"suggest", "N", "ask the dictionary what the first N may mean"}, kDefaultSuggestions},
    Flag{{"dictionaries", "DIR", "where LANG.aff and LANG.dic are"}, "", "the system's"},
    Flag{{"format", "FORMAT", "table, csv, tsv, json, jsonl or md", 0,
          "table,csv,tsv,json,jsonl,md"},
         "table"},
    Flag{{"raw-csv", "", "csv: leave cells that a spreadsheet would run"}},
};

}  // namespace

constinit const Usage kSpellUsage{
    "spell",
    "DB",
    "Lists the words of all pages that no dictionary knows, one row a word: first\n"
    "those that the site itself writes otherwise elsewhere (typo), then the rest. A\n"
    "page is read in the language that it states, by the Hunspell dictionaries that\n"
    "are installed. Numbers, addresses, code and words in capitals are passed over.\n",
    kSpellFlags,
    "Examples\n"
    "  crawl spell crawl.db\n"
    "  crawl spell crawl.db --words ours.txt --format csv > words.csv\n"
    "  crawl search crawl.db '\"recieve\"'       the pages that have it\n"
    "\nExit status: 0 read, 1 failed, 2 usage, 130 interrupted.\n",
    1,
    1};

namespace {

int refuse(std::string_view words) {
  complain(words);
  return terminal::kFailed;
}

struct Wishes {
  std::string language;
  std::size_t suggested = 0;
  RowStyle style;
};

std::string pages_text(uint64_t count) {
  return fmt::format("{} page{}", terminal::with_thousands(count), count == 1 ? "" : "s");
}

class SpellingRun {
 public:
  SpellingRun(CrawlFile& file, Dictionaries& dictionaries, Spelling& spelling, const Wishes& wishes)
      : file_(file),
        db_(file.database()),
        dictionaries_(dictionaries),
        spelling_(spelling),
        wishes_(wishes) {}

  int run() {
    read_pages();
    if (is_interrupted()) return terminal::kInterrupted;
    if (db_.failed()) return file_.judge();
    for (const std::string& problem : dictionaries_.problems()) complain(problem);
    Output output(STDOUT_FILENO);
    write(output);
    const int written = output.finish();
    if (const int judged = file_.judge(); judged != terminal::kAsAsked) return judged;
    say_what_was_read();
    return written;
  }

 private:
  void read_pages() {
    const int64_t all = db_.integer_of("SELECT count(*) FROM text_rows");
    storage::Statement page = db_.prepare(
        "SELECT p.id, coalesce(p.lang, ''), x.text FROM text_rows x JOIN page_rows p "
        "ON p.id = x.page_id WHERE p.status BETWEEN 200 AND 299 ORDER BY x.page_id");
    ProgressLine progress("reading");
    uint64_t done = 0;
    std::string repaired;
    while (!is_interrupted() && page.step()) {
      read(page.integer(0), page.text(1), ground::repaired_utf8(page.text(2), repaired));
      progress.show(++done, static_cast<uint64_t>(all), [&] { return pages_text(done); });
    }
  }

  void read(int64_t page_id, std::string_view stated, std::string_view text) {
    const std::string_view language = stated.empty() ? wishes_.language : stated;
    if (language.empty()) {
      ++without_language_;
      return;
    }
    const Dictionary* const dictionary = dictionaries_.of(language);
    if (dictionary == nullptr)
      ++without_dictionary_[std::string(language.substr(0, language.find_first_of("-_")))];
    else if (spelling_.read(page_id, text, *dictionary))
      ++read_[dictionary->name()];
    else
      ++foreign_;
  }

  std::string suggestions(const UnknownWord& unknown, bool may_ask) const {
    std::string words = unknown.site_word;
    if (!may_ask) return words;
    for (const std::string& word : unknown.dictionary->suggest(unknown.word, kMostSuggested)) {
      if (word == unknown.site_word) continue;
      if (!words.empty()) words += ", ";
      words += word;
    }
    return words;
  }

  void write(Output& output) {
    const std::unique_ptr<RowWriter> writer = make_row_writer(
        wishes_.style,
        {"word", "kind", "language", "times", "pages", "suggestions", "for_example", "context"},
        output);
    storage::Statement url = db_.prepare(
        "SELECT t.url FROM page_rows p JOIN url_rows t ON t.id = p.url_id WHERE p.id = ?1");
    std::size_t written = 0;
    for (const UnknownWord& unknown : spelling_.unknown_words()) {
      if (!output.is_open() || is_interrupted()) break;
      const std::string suggested = suggestions(unknown, written++ < wishes_.suggested);
      const bool has_url = url.with(unknown.page_id).step();
      const std::string example = has_url ? url.string(0) : "";
      url.reset();
      const std::array<storage::SqlValue, 8> row{
          std::string_view(unknown.word),
          std::string_view(unknown.is_typo() ? "typo" : "unknown"),
          std::string_view(unknown.dictionary->name()),
          static_cast<int64_t>(unknown.times),
          static_cast<int64_t>(unknown.pages),
          std::string_view(suggested),
          std::string_view(example),
          std::string_view(unknown.context)};
      writer->row(row);
    }
    writer->end();
  }

  void say_what_was_read() const {
    std::string read;
    uint64_t pages = 0;
    for (const auto& [name, count] : read_) {
      pages += count;
      read +=
          fmt::format("{}{} {}", read.empty() ? "" : ", ", name, terminal::with_thousands(count));
    }
    complain(fmt::format("{} read{}{}, {} words judged", pages_text(pages),
                         read.empty() ? "" : ": ", read,
                         terminal::with_thousands(spelling_.words_read())));
    std::size_t shown = 0;
    for (const auto& [language, count] : without_dictionary_) {
      if (++shown > kLanguagesShown) {
        complain(fmt::format("and {} more languages without a dictionary",
                             without_dictionary_.size() - kLanguagesShown));
        break;
      }
      complain(
          fmt::format("{} in \"{}\" not read: no dictionary is installed for it (apt install "
                      "hunspell-{})",
                      pages_text(count), language, language));
    }
    if (without_language_ > 0)
      complain(fmt::format("{} not read: no language is stated; --lang says which it is",
                           pages_text(without_language_)));
    if (foreign_ > 0)
      complain(fmt::format("{} not read: most words are not of the language that is stated",
                           pages_text(foreign_)));
    if (spelling_.is_full())
      complain(fmt::format("only the first {} different words were judged",
                           terminal::with_thousands(Spelling::kMostWords)));
  }

  CrawlFile& file_;
  storage::Database& db_;
  Dictionaries& dictionaries_;
  Spelling& spelling_;
  const Wishes& wishes_;
  std::map<std::string, uint64_t> read_;                // pages, by dictionary
  std::map<std::string, uint64_t> without_dictionary_;  // by language
  uint64_t without_language_ = 0, foreign_ = 0;
};

// Gives what is wrong with the arguments, or "".
std::string read_wishes(const Arguments& arguments, Wishes* wishes) {
  const std::string format = arguments.value("format");
  if (!format_named(format))
    return fmt::format("--format \"{}\" is unknown; use table, csv, tsv, json, jsonl or md",
                       format);
  wishes->style = {*format_named(format), arguments.has("raw-csv")};
  const std::string number = arguments.value("suggest");
  const char* const end = number.data() + number.size();
  const auto read = std::from_chars(number.data(), end, wishes->suggested);
  if (read.ec != std::errc() || read.ptr != end)
    return fmt::format("--suggest \"{}\": a number of words is expected", number);
  wishes->language = arguments.value("lang");
  return "";
}

std::string joined(const std::vector<std::string>& names) {
  return fmt::format("{}", fmt::join(names, ", "));
}

}  // namespace

int run_spell(std::span<const char* const> words) {
  const Arguments arguments(kSpellUsage, words);
  if (const int status = arguments.leave_now(); status >= 0) return status;
  Wishes wishes;
  const std::string wrong = read_wishes(arguments, &wishes);
  if (!wrong.empty()) return arguments.refuse(wrong);
  Dictionaries dictionaries(arguments.value("dictionaries"));
  if (dictionaries.names().empty())
    return refuse(arguments.has("dictionaries")
                      ? fmt::format("{}: there is no dictionary (LANG.aff and LANG.dic)",
                                    arguments.value("dictionaries"))
                      : "no dictionary is installed: apt install hunspell-en-us, or hunspell-LANG "
                        "for other languages");
  if (!wishes.language.empty() && dictionaries.of(wishes.language) == nullptr)
    return arguments.refuse(fmt::format("--lang \"{}\": there is no dictionary for it, only for {}",
                                        wishes.language, joined(dictionaries.names())));
  WordList right;
  for (const std::string& path : arguments.values("words"))
    if (auto added = right.add_file(path); !added) return refuse(added.error().message);

  note_interrupts();
  auto file = CrawlFile::open(arguments.operands()[0]);
  if (!file) return refuse(file.error().message);
  // One state of the file from here to the end, also while a crawl goes on.
  storage::Transaction snapshot((*file)->database(), storage::Transaction::Kind::kRead);
  Spelling spelling(right, arguments.has("names"));
  return SpellingRun(**file, dictionaries, spelling, wishes).run();
}

}  // namespace explore
