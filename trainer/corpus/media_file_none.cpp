// SPDX-License-Identifier: GPL-3.0-or-later
// In the place of media_file.cpp where libavformat and libavcodec are not there.

#include "trainer/corpus/media_file.h"

namespace aeolian {

tl::expected<Sound, NoMedia> read_media_file(const std::filesystem::path&) {
  return tl::unexpected(NoMedia::not_built);
}

}  // namespace aeolian
