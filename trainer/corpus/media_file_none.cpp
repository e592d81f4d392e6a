// SPDX-License-Identifier: GPL-3.0-or-later
// Replaces media_file.cpp if libavformat and libavcodec are not installed.

#include "trainer/corpus/media_file.h"

namespace aeolian::trainer {

tl::expected<Sound, MediaFault> read_media_file(const std::filesystem::path&, Channels) {
  return tl::unexpected(MediaFault{MediaFault::Kind::not_built});
}

}  // namespace aeolian::trainer
