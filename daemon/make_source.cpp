#include "daemon/make_source.h"

#include <cstdint>
#include <sstream>
#include <utility>

#include "core/control/parameters.h"
#include "core/generator/sine_source.h"
#include "core/generator/voice.h"

namespace aeolian {
namespace {

constexpr int tone_rate = 44100;     // Hz
constexpr int tone_hop = 256;        // samples
constexpr float tone_level = 0.25f;  // -12 dBFS

Subject make_test_tone(double hz) {
  std::ostringstream name;
  name << "test tone of " << hz << " Hz";
  return {std::make_unique<SineSource>(tone_rate, tone_hop, hz, tone_level), {}, name.str()};
}

}  // namespace

ErrorOr<Subject> make_source(const Options& options) {
  if (options.checkpoint.empty()) {
    return make_test_tone(options.test_tone);
  }
  auto model = read_model(options.checkpoint);
  if (!model) {
    return tl::unexpected(model.error());
  }
  VoiceOptions voice_options;
  voice_options.seed = static_cast<std::uint64_t>(parameter_spec(ParameterId::seed).initial);
  voice_options.quality = options.quality;
  auto voice = Voice::create(model->checkpoint, voice_options);
  if (!voice) {
    return fail(options.checkpoint.string() + ": " + voice.error().message);
  }
  std::string name = model->name;
  return Subject{std::move(*voice), std::move(*model), std::move(name)};
}

}  // namespace aeolian
