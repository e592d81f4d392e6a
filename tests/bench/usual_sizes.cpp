#include "tests/bench/usual_sizes.h"

#include "core/spectrum/front_end.h"

namespace aeolian {

ModelDescription usual_sizes(ModelKind kind) {
  ModelDescription d;
  d.kind = kind;
  d.front_end = *make_front_end(44100, 46., 192, 20000.);
  if (kind == ModelKind::frame_lstm) {
    d.frames_per_step = 1;
    d.latent_size = d.front_end.bands;
    d.trunk_size = 512;
    d.context = 2;
    d.encoding_size = 0;
  }
  return d;
}

}  // namespace aeolian
