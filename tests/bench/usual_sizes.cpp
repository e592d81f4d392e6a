// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/usual_sizes.h"

#include "core/spectrum/front_end.h"

namespace aeolian {

ModelDescription usual_sizes(ModelKind kind) {
  const auto front_end = *make_front_end(44100, default_window_ms, default_bands, default_max_frequency);
  return standard_sizes(kind, front_end);
}

}  // namespace aeolian
