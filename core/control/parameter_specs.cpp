// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>
#include <limits>

#include "core/control/parameters.h"

namespace aeolian {
namespace {

constexpr std::array<ParameterSpec, parameter_count> specs{{
    {ParameterId::seed, "/seed", "seed", ParameterType::whole, "", 0.,
     static_cast<double>(std::numeric_limits<std::uint64_t>::max()), 1., 0.f,
     "seed of the random generator: the same seed and controls give the same sound", "at the next step"},
    {ParameterId::temperature, "/temperature", "temperature", ParameterType::number, "", 0., 2., 1., 0.f,
     "how random the next step is: 0 = calm, 1 = as learned, 2 = wild", "at the next step"},
    {ParameterId::encoding, "/encoding", "encoding", ParameterType::encoding, "", -1., 1., 0., 0.2f,
     "which of the learned sounds to play: a name from the checkpoint, or a sound between two",
     "at the next step"},
    {ParameterId::guidance, "/guidance", "guidance", ParameterType::number, "", 0., 3., 1., 0.2f,
     "how strongly the encoding steers the output (classifier-free guidance): 0 = not at all, 1 = as "
     "trained, above 1 = more strongly",
     "at the next step"},
    {ParameterId::memory, "/memory", "memory", ParameterType::number, "", 0., 1., 1., 0.2f,
     "how closely it follows passages of the corpus: 0 = not at all, 1 = as closely as was calibrated in "
     "training; a checkpoint may have a default of its own",
     "at the next step"},
    {ParameterId::memory_limit, "/memory/limit", "memory_limit", ParameterType::number, "s", 0.2,
     no_memory_limit_s, default_memory_limit_s, 0.f,
     "the longest passage of the corpus that it follows before it must leave it: from some seconds on it "
     "quotes "
     "the corpus; 60 = as long as the passage lasts",
     "at the next step"},
    {ParameterId::gain, "/gain", "gain", ParameterType::number, "dB", silent_gain_db, 12., 0., 0.02f,
     "output level; -60 is silence", "in the next block"},
    {ParameterId::mute, "/mute", "mute", ParameterType::toggle, "", 0., 1., 0., 0.02f,
     "silences the output; the generator keeps running", "in the next block"},
    {ParameterId::play, "/play", "play", ParameterType::toggle, "", 0., 1., 1., 0.2f,
     "fades the sound in or out; the generator keeps running", "in the next block"},
    {ParameterId::freeze, "/freeze", "freeze", ParameterType::toggle, "", 0., 1., 0., 0.f,
     "holds the present spectrum, with its noise still moving; on release the sound continues from there",
     "at the next step"},
    {ParameterId::refinement, "/refinement", "refinement", ParameterType::toggle, "", 0., 1., 1., 0.f,
     "refines the phases if the quality is refined; off saves processor time", "at the next step"},
}};

}  // namespace

std::span<const ParameterSpec> parameter_specs() {
  return specs;
}

const ParameterSpec& parameter_spec(ParameterId id) {
  return specs[static_cast<std::size_t>(id)];
}

}  // namespace aeolian
