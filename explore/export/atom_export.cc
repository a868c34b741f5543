// A feed of what updates have found (RFC 4287), the newest first. An entry's id is made from what
// the change is, so that it is the same in each export, and of each copy of the file.
#include <fmt/format.h>

#include "explore/command/typed_time.h"
#include "explore/export/digest.h"
#include "explore/export/exports.h"
#include "explore/export/xml_text.h"

namespace explore {
namespace {

using ground::Result;

// What a reader of feeds takes; what is older is in the view `changes`.
constexpr uint64_t kMostEntries = 10'000;

struct TurnWords {
  std::string_view field;
  int was;  // column; what it is is in the next
};
constexpr TurnWords kTurns[] = {{"status", 6},       {"redirect", 8},   {"title", 10},
                                {"description", 12}, {"canonical", 14}, {"robots", 16},
                                {"text", 18}};

class AtomExport {
 public:
  explicit AtomExport(ExportJob& job) : job_(job), db_(job.file.database()) {}

  Result<void> write() {
    head();
    // Found by their numbers first: of so many the newest are few.
    storage::Statement row = db_.prepare(
        "SELECT d.id, d.url, d.at, d.kind, d.fields, c.new_id, d.old_status, d.status, "
        "d.old_redirect_to, d.redirect_to, d.old_title, d.title, d.old_description, d.description, "
        "d.old_canonical, d.canonical, d.old_robots, d.robots, d.old_words, d.words, u.page_id "
        "FROM change_rows c CROSS JOIN change_details d ON d.id = c.id "
        "CROSS JOIN url_rows u ON u.id = c.url_id ORDER BY c.id DESC");
    while (job_.pages < kMostEntries && output().is_open() && row.step()) {
      if (!job_.choice.is_all() && (row.is_null(20) || !job_.choice.holds(row.integer(20))))
        continue;
      entry(row);
      ++job_.pages;
    }
    output().write("</feed>\n");
    return db_.take_failure();
  }

 private:
  Output& output() { return job_.to.output(); }

  std::string text_of(std::string_view sql) {
    storage::Statement row = db_.prepare(sql);
    return row.step() ? row.string(0) : "";
  }

  void head() {
    const std::string site =
        text_of("SELECT origin FROM host_rows WHERE pages > 0 ORDER BY pages DESC, id LIMIT 1");
    const std::string first_run = text_of("SELECT started_ms FROM run_rows ORDER BY id LIMIT 1");
    storage::Statement row = db_.prepare(
        "SELECT coalesce((SELECT at_ms FROM change_rows ORDER BY id DESC LIMIT 1), "
        "(SELECT coalesce(ended_ms, started_ms) FROM run_rows ORDER BY id DESC LIMIT 1), 0)");
    const int64_t updated = row.step() ? row.integer(0) : 0;
    output().write(fmt::format(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<feed xmlns=\"http://www.w3.org/2005/Atom\">\n<title>What changed on {}</title>\n"
        "<id>urn:uuid:{}</id>\n<updated>{}</updated>\n<author><name>crawl</name></author>\n"
        "<generator>crawl</generator>\n",
        xml_text(site.empty() ? "no site" : site),
        uuid_of(fmt::format("changes of {} since {}", site, first_run)), iso_time(updated)));
    if (!site.empty())
      output().write(fmt::format("<link rel=\"alternate\" href=\"{}/\"/>\n", xml_text(site)));
  }

  static std::string or_nothing(const storage::Statement& row, int column) {
    return row.is_null(column) ? "(nothing)" : row.string(column);
  }

  static std::string summary_of(const storage::Statement& row) {
    std::string summary;
    const std::string fields = "," + row.string(4) + ",";
    for (const TurnWords& turn : kTurns) {
      if (fields.find(fmt::format(",{},", turn.field)) == std::string::npos) continue;
      summary += fmt::format("{}{}: {} \u2192 {}", summary.empty() ? "" : "; ",
                             turn.field == "text" ? "words" : turn.field, or_nothing(row, turn.was),
                             or_nothing(row, turn.was + 1));
    }
    if (!summary.empty()) return summary;
    return row.is_null(4) ? row.string(3) : row.string(4);
  }

  void entry(const storage::Statement& row) {
    const std::string url = row.string(1), at = row.string(2), kind = row.string(3);
    const std::string name = !row.is_null(11) && !row.text(11).empty()   ? row.string(11)
                             : !row.is_null(10) && !row.text(10).empty() ? row.string(10)
                                                                         : url;
    output().write(
        fmt::format("<entry>\n<title>{}: {}</title>\n<id>urn:uuid:{}</id>\n<updated>{}</updated>\n"
                    "<link rel=\"alternate\" href=\"{}\"/>\n<category term=\"{}\"/>\n"
                    "<summary>{}</summary>\n</entry>\n",
                    xml_text(kind), xml_text(name), uuid_of(fmt::format("{} {} {}", kind, at, url)),
                    xml_text(at), xml_text(url), xml_text(kind), xml_text(summary_of(row))));
  }

  ExportJob& job_;
  storage::Database& db_;
};

}  // namespace

Result<void> export_atom(ExportJob& job) { return AtomExport(job).write(); }

}  // namespace explore
