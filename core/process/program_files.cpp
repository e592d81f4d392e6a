// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/process/program_files.h"

namespace aeolian {

namespace fs = std::filesystem;

fs::path program_file() {
  std::error_code error;
  return fs::read_symlink("/proc/self/exe", error);
}

fs::path shipped_file(std::string_view name) {
  std::error_code error;
  const fs::path path = (program_file().parent_path() / "../share/aeolian" / name).lexically_normal();
  return fs::exists(path, error) ? path : fs::path();
}

}  // namespace aeolian
