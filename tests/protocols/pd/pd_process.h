// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

namespace aeolian {

/** A real Pure Data without sound or MIDI, with patches open. Ends on destruction. */
class PdProcess {
 public:
  static bool is_installed();

  /**
   * `messages` are sent once the patches are loaded, each as "receiver atom atom ...". Its windows open on
   * `display` (such as ":1"); without a display it has none.
   */
  PdProcess(const std::vector<std::string>& patches, const std::vector<std::string>& messages,
            const std::string& display = {});
  ~PdProcess();
  PdProcess(const PdProcess&) = delete;
  PdProcess& operator=(const PdProcess&) = delete;

  /** Its output so far. */
  std::string printed() const;

 private:
  std::filesystem::path output_;
  pid_t process_;
};

}  // namespace aeolian
