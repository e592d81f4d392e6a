// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/libaeolian/checkpoint_file.h"

#include <gtest/gtest.h>

#include "tests/core/model/random_checkpoint.h"

namespace aeolian {

void write_random_checkpoint(const std::filesystem::path& path) {
  const auto written = write_checkpoint(path, random_checkpoint(ModelKind::small));
  ASSERT_TRUE(written) << written.error().message;
}

void write_leaning_checkpoint(const std::filesystem::path& path) {
  auto checkpoint = random_checkpoint(ModelKind::small);
  add_recollection(checkpoint, .8f, .2f);
  const auto written = write_checkpoint(path, checkpoint);
  ASSERT_TRUE(written) << written.error().message;
}

void write_stereo_checkpoint(const std::filesystem::path& path) {
  auto checkpoint = random_checkpoint(ModelKind::small);
  add_image(checkpoint, {.balance = .3f, .in_phase = .2f});
  const auto written = write_checkpoint(path, checkpoint);
  ASSERT_TRUE(written) << written.error().message;
}

}  // namespace aeolian
