// One table names the formats, so that the help, the check of the flags and the run can't disagree.
// Flags are checked before the database is opened: a mistake should not cost a wait.
#include "explore/export/export_command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <optional>
#include <string>

#include "explore/command/arguments.h"
#include "explore/command/interrupt.h"
#include "explore/export/exports.h"
#include "explore/export/file_name.h"
#include "storage/database/transaction.h"
#include "terminal/exit_status.h"
#include "terminal/number_text.h"
#include "terminal/terminal_text.h"

namespace explore {
namespace {

constexpr std::array kExportFlags{
    Flag{{"format", "FORMAT", "one of those above: warc, csv, jsonl …", 0,
          "warc,csv,jsonl,sitemap,graphml,markdown,site,atom"}},
    Flag{{"output", "FILE", "a file, or a folder; - is standard output", 'o'}, "-"},
    Flag{{"where", "SQL", "pages for which this is true (view pages)"}, "", "all"},
    Flag{{"text", "", "csv, jsonl: with the column text"}},
    Flag{{"raw-csv", "", "csv: leave cells that a spreadsheet would run"}},
    Flag{{"no-gzip", "", "warc: plain, not a gzip member for each record"}},
};

}  // namespace

constinit const Usage kExportUsage{
    "export", "DB",
    "Writes a crawl's pages for other programs. FILE appears only when complete; an\n"
    "older one of that name is replaced.\n"
    "\n"
    "  warc     WARC 1.1: answers as received, for pywb and web archives\n"
    "  csv      a row for each page, the columns of the view pages\n"
    "  jsonl    the same, a JSON object on each line\n"
    "  sitemap  sitemaps.org: pages of status 200 that may be indexed\n"
    "  graphml  pages and the links between them, for Gephi, networkx, igraph\n"
    "  markdown a folder: a file for each page, links between them, llms.txt\n"
    "  site     a folder: a copy that a browser opens without a network\n"
    "  atom     a feed of what updates found changed, the newest first\n",
    kExportFlags,
    "Examples\n"
    "  crawl export crawl.db --format warc -o crawl.warc.gz\n"
    "  crawl export crawl.db --format csv --where \"status >= 400\" > broken.csv\n"
    "  crawl export crawl.db --format sitemap -o sitemap.xml \\\n"
    "    --where \"host(url) = 'example.com'\"\n"
    "  crawl export crawl.db --format markdown -o pages --where \"url LIKE '%/docs/%'\"\n"
    "  crawl export crawl.db --format site -o copy\n"
    "\nExit status: 0 written, 1 failed, 2 usage, 130 interrupted.\n"};

namespace {

struct NamedFormat {
  std::string_view name;
  ground::Result<void> (*write)(ExportJob& job);
  std::string_view folder_of{};  // a folder of files that end so
  std::string_view noun = "page";
  bool is_folder = !folder_of.empty();
};

constexpr std::array kFormats{
    NamedFormat{"warc", export_warc},
    NamedFormat{"csv", export_csv},
    NamedFormat{"jsonl", export_jsonl},
    NamedFormat{"sitemap", export_sitemap},
    NamedFormat{"graphml", export_graphml},
    NamedFormat{"markdown", export_markdown, kMarkdownEnding},
    NamedFormat{"site", export_site, {}, "file", true},
    NamedFormat{"atom", export_atom, {}, "change"},
};

const NamedFormat* find_format(std::string_view name) {
  for (const NamedFormat& format : kFormats)
    if (format.name == name) return &format;
  return nullptr;
}

int fail(const ground::Error& error) {
  if (error.code == ground::ErrorCode::kInterrupted || is_interrupted())
    return terminal::kInterrupted;
  complain(error.message);
  return terminal::kFailed;
}

// What is wrong with the flags, or "".
std::string mistake_in(const Arguments& arguments) {
  const std::string format = arguments.value("format");
  std::string names;
  for (const NamedFormat& known : kFormats)
    names += fmt::format("{}{}", names.empty() ? "" : ", ", known.name);
  if (format.empty()) return fmt::format("--format is required: {}", names);
  if (find_format(format) == nullptr)
    return fmt::format("--format \"{}\" is unknown; use {}", format, names);
  if (arguments.has("text") && format != "csv" && format != "jsonl")
    return "--text works only with csv and jsonl";
  if (arguments.has("raw-csv") && format != "csv") return "--raw-csv works only with csv";
  if (arguments.has("no-gzip") && format != "warc") return "--no-gzip works only with warc";
  const std::string path = arguments.value("output");
  if (find_format(format)->is_folder && path == "-")
    return fmt::format("--format {} writes a folder: give one with -o FOLDER", format);
  if (path == "-" && isatty(STDOUT_FILENO) == 1)
    return "standard output is a terminal: give a file with -o FILE, or redirect the output";
  // Tools judge by the name, and so do people.
  if (format == "warc" && path.ends_with(".warc") && !arguments.has("no-gzip"))
    return fmt::format("-o {0}: the archive is compressed; name it {0}.gz, or give --no-gzip",
                       path);
  if (format == "warc" && path.ends_with(".gz") && arguments.has("no-gzip"))
    return fmt::format("-o {}: with --no-gzip the name must not end with .gz", path);
  return "";
}

int write_export(const NamedFormat& format, ExportJob& job) {
  auto written = format.write(job);
  const int flushed = job.to.flush();
  if (!written) return fail(written.error());
  if (flushed != terminal::kAsAsked) return flushed;
  // Before the file has its name: what was read must have been one state of the database.
  if (const int judged = job.file.judge(); judged != terminal::kAsAsked) return judged;
  if (is_interrupted()) return terminal::kInterrupted;
  auto published = job.to.publish();
  return published ? terminal::kAsAsked : fail(published.error());
}

int export_pages(const Arguments& arguments, const NamedFormat& format, CrawlFile& file) {
  // One state of the file from here to the end, also while a crawl goes on.
  const storage::Transaction snapshot(file.database(), storage::Transaction::Kind::kRead);
  const std::string path = arguments.value("output");
  auto to =
      format.is_folder ? Destination::open_folder(path, format.folder_of) : Destination::open(path);
  if (!to) return fail(to.error());
  auto choice = arguments.has("where")
                    ? PageChoice::where(file.database(), arguments.value("where"))
                    : ground::Result<PageChoice>(PageChoice(file.database()));
  if (!choice) return fail(choice.error());
  int status = terminal::kAsAsked;
  uint64_t pages = 0;
  {
    ProgressLine progress("exporting");
    ExportJob job{file, *choice, *to, progress};
    job.has_text = arguments.has("text");
    job.is_raw_csv = arguments.has("raw-csv");
    job.is_plain = arguments.has("no-gzip");
    status = write_export(format, job);
    pages = job.pages;
  }
  if (status == terminal::kAsAsked && !to->is_standard_output() && isatty(STDERR_FILENO) == 1)
    std::fprintf(stderr, "%s in %s\n", terminal::counted(pages, format.noun).c_str(),
                 terminal::safe_text(to->path()).c_str());
  return status;
}

}  // namespace

int run_export(std::span<const char* const> words) {
  const Arguments arguments(kExportUsage, words);
  if (const int status = arguments.leave_now(); status >= 0) return status;
  if (const std::string mistake = mistake_in(arguments); !mistake.empty())
    return arguments.refuse(mistake);
  note_interrupts();
  auto file = CrawlFile::open(arguments.operands()[0]);
  if (!file) return fail(file.error());
  return export_pages(arguments, *find_format(arguments.value("format")), **file);
}

}  // namespace explore
