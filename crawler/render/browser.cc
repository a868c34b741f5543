#include "crawler/render/browser.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <string_view>
#include <utility>

namespace crawler {
namespace {

constexpr std::size_t kReadAtOnce = 256u << 10;
// What waits to be read by a browser that does not: as much as the answers to some pages.
constexpr std::size_t kMostUnsent = 256u << 20;

void make_nonblocking(int file) { fcntl(file, F_SETFL, fcntl(file, F_GETFL) | O_NONBLOCK); }

std::string program_in(const std::string& folders, const std::string& name) {
  for (std::size_t at = 0; at <= folders.size();) {
    const std::size_t end = std::min(folders.find(':', at), folders.size());
    std::string path = folders.substr(at, end - at);
    path += '/';
    path += name;
    if (path.front() == '/' && access(path.c_str(), X_OK) == 0) return path;
    at = end + 1;
  }
  return {};
}

}  // namespace

std::string find_browser(const std::string& named) {
  const char* folders = std::getenv("PATH");
  const std::string path = folders != nullptr ? folders : "/usr/local/bin:/usr/bin:/bin";
  if (!named.empty()) {
    if (named.find('/') == std::string::npos) return program_in(path, named);
    return access(named.c_str(), X_OK) == 0 ? named : std::string();
  }
  // Debian's commands are scripts that start these and wait for them: the browser itself must be
  // the child, to die with us.
  for (const char* name : {"chromium-headless-shell", "chromium"}) {
    if (std::string found = program_in("/usr/lib/chromium", name); !found.empty()) return found;
    if (std::string found = program_in(path, name); !found.empty()) return found;
  }
  return {};
}

std::vector<std::string> browser_arguments() {
  return {"--headless", "--disable-gpu", "--disable-dev-shm-usage", "--disable-extensions",
          "--disable-component-update", "--disable-background-networking",
          "--disable-background-timer-throttling", "--disable-backgrounding-occluded-windows",
          "--disable-renderer-backgrounding", "--disable-breakpad", "--disable-crash-reporter",
          "--disable-default-apps", "--disable-domain-reliability",
          "--disable-client-side-phishing-detection", "--disable-sync",
          "--disable-site-isolation-trials",
          ("--disable-features=Translate,MediaRouter,OptimizationHints,AutofillServerCommunication,"
           "IsolateOrigins,site-per-process,BackForwardCache,Prerender2"),
          "--dns-prefetch-disable", "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
          // Where the network is not empty, at least no name leads anywhere.
          "--host-resolver-rules=MAP * ~NOTFOUND", "--js-flags=--max-old-space-size=1024",
          "--lang=en-US", "--log-level=3", "--mute-audio", "--no-default-browser-check",
          "--no-first-run", "--no-pings", "--password-store=basic", "--window-size=1280,1024",
          "about:blank"};
}

Browser::Browser(EventLoop& loop, const std::string& program, const Confinement& confinement,
                 CdpConnection::Event event, std::function<void()> died)
    : died_(std::move(died)),
      process_(program, browser_arguments(), confinement),
      connection_([this](const std::string& message) { send(message); }, std::move(event)),
      room_(kReadAtOnce, '\0'),
      ending_(loop, [this] {
        // It may destroy this.
        const std::function<void()> tell = died_;
        tell();
      }) {
  make_nonblocking(process_.read_end());
  make_nonblocking(process_.write_end());
  reading_ = std::make_unique<SocketWatch>(loop, process_.read_end(),
                                           [this](bool, bool, bool) { read(); });
  writing_ = std::make_unique<SocketWatch>(loop, process_.write_end(),
                                           [this](bool, bool, bool) { write(); });
  reading_->watch(true, false);
}

Browser::~Browser() {
  is_dead_ = true;
  // Before the files that they watch are closed.
  reading_.reset();
  writing_.reset();
}

void Browser::send(const std::string& message) {
  if (is_dead_) return;
  if (unsent_.size() - sent_ + message.size() > kMostUnsent) return end();
  unsent_ += message;
  write();
}

void Browser::write() {
  while (!is_dead_ && sent_ < unsent_.size()) {
    const ssize_t done =
        ::write(process_.write_end(), unsent_.data() + sent_, unsent_.size() - sent_);
    if (done < 0 && errno == EINTR) continue;
    if (done < 0 && errno == EAGAIN) {
      unsent_.erase(0, std::exchange(sent_, 0));
      return writing_->watch(false, true);
    }
    if (done <= 0) return end();
    sent_ += static_cast<std::size_t>(done);
  }
  unsent_.clear();
  sent_ = 0;
  if (!is_dead_) writing_->watch(false, false);
}

void Browser::read() {
  // Not for ever: others wait for the loop, too.
  for (int turn = 0; turn < 8 && !is_dead_; ++turn) {
    const ssize_t got = ::read(process_.read_end(), room_.data(), room_.size());
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) return;
    if (got <= 0) return end();
    if (!connection_.received({room_.data(), static_cast<std::size_t>(got)})) return end();
    if (static_cast<std::size_t>(got) < room_.size()) return;
  }
}

// Who owns this hears of it when nothing of it is on the stack.
void Browser::end() {
  if (std::exchange(is_dead_, true)) return;
  reading_->watch(false, false);
  writing_->watch(false, false);
  ending_.set(Milliseconds{0});
}

}  // namespace crawler
