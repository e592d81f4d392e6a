// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/resource.h>

#include <csignal>

namespace aeolian {

/**
 * Simulates a full disk: no file of this process or of those that it starts grows beyond `bytes`. The last
 * write is cut short; the next one fails with EFBIG.
 */
class FilesEndAt {
 public:
  explicit FilesEndAt(rlim_t bytes) : before_(std::signal(SIGXFSZ, SIG_IGN)) {
    getrlimit(RLIMIT_FSIZE, &limit_);
    const rlimit limit{bytes, limit_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FilesEndAt() {
    setrlimit(RLIMIT_FSIZE, &limit_);
    std::signal(SIGXFSZ, before_);
  }
  FilesEndAt(const FilesEndAt&) = delete;
  FilesEndAt& operator=(const FilesEndAt&) = delete;

 private:
  void (*before_)(int);
  rlimit limit_{};
};

}  // namespace aeolian
