// CurlTransfer: one easy handle of libcurl, made for one job, and what its transfer needs. A handle
// that had a transfer keeps things of it, and libcurl has mistaken them for the next one's more
// than once (docs/security.md). Thread: the loop's.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/fetch/address_walk.h"
#include "crawler/fetch/fetcher.h"
#include "crawler/fetch/ip_address.h"
#include "crawler/fetch/response_reader.h"
#include "crawler/fetch/transfer_share.h"
#include "parser/url/url.h"

namespace crawler {

class CurlLane;

class CurlTransfer {
 public:
  explicit CurlTransfer(TransferShare& share);

  // Makes ready for `job`, whose URL is `url`; once. False, with the outcome and its words, if it
  // must not or can't be fetched.
  bool begin(FetchJob job, const parser::Url& url, FetchedPage& refusal);
  // True if it ended with `code` for want of a file: nothing was asked of the host, and again()
  // makes it ready to be given to a lane once more.
  bool lacked_a_file(int code) const;
  void again();
  // True if it ended with `code` before anything was asked of the host, and other addresses of the
  // host are left: it is ready to be given to a lane once more, for those.
  bool goes_on(int code);
  // Keeps the cookies that its answer set. Before the two below.
  void take_cookies();
  // The job once more, if it ended with `code` and a challenge that a new transfer can answer.
  std::optional<FetchJob> challenged(int code);
  // Says that this transfer answers one: it gets no further chance.
  void answers_challenge() { may_be_challenged_ = false; }
  // What came, once the lane has let go of this transfer. `code`: CURLcode.
  FetchedPage finish(int code);
  // What came is dropped, likewise.
  void drop();

  void* easy() const { return easy_.get(); }
  // The name that must lead to addresses(), "host:port"; "" if libcurl needs none.
  const std::string& name() const { return name_; }
  std::vector<IpAddress> addresses() const { return walk_.now(); }

  FetchDone done;
  uint64_t for_host = 0;  // of the job
  CurlLane* lane = nullptr;
  CurlList resolve;      // the lane's
  std::size_t slot = 0;  // among the running ones

 private:
  struct Free {
    void operator()(void* easy) const;
  };
  struct Callbacks;  // libcurl calls these

  void set_protocol();
  void set_callbacks();
  void set_tls_and_proxy();
  static bool may_reach_by_name(std::string_view host, FetchedPage& refusal);
  bool take_addresses(FetchJob& job, const parser::Url& url, FetchedPage& refusal);
  void take_next_addresses();
  void set_target(const parser::Url& url);
  void learn_of_length(int code);
  void take_certificate();
  void set_headers(const FetchJob& job);
  void set_credentials(const parser::Url& url);
  FetchOutcome judge(int code, std::string& detail) const;
  void take_times(FetchedPage& page) const;

  TransferShare& share_;
  CurlList connect_to_, own_headers_;
  std::string origin_, name_, cookie_;
  std::optional<FetchJob> job_;  // kept where it may be asked for once more
  std::string nonce_;            // of the challenge that was answered beforehand
  bool may_be_challenged_ = true;
  ResponseReader reader_;
  AddressWalk walk_;                    // through those it may connect to
  bool by_address_ = false;             // libcurl can't be told a name for them
  std::chrono::milliseconds spent_{0};  // on addresses before those of now
  // How long the first bytes of an answer lay in the socket before they were read.
  std::optional<std::chrono::milliseconds> waited_;
  bool guarded_ = true;  // false with a proxy
  bool by_head_ = false;
  bool wants_certificate_ = false;  // of the answer whose first line comes next
  bool out_of_files_ = false;
  std::optional<IpAddress> refused_;  // libcurl asked for a socket to it
  std::array<char, 256> words_{};     // CURL_ERROR_SIZE
  // Last, so first to go: it points at what is above.
  std::unique_ptr<void, Free> easy_;
};

}  // namespace crawler
