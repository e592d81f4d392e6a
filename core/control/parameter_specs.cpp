// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>
#include <limits>

#include "core/control/parameters.h"
#include "core/rows_in_order.h"
#include "core/tempo/beat_line.h"

namespace aeolian {
namespace {

constexpr std::array<ParameterSpec, parameter_count> specs{{
    {ParameterId::seed, "/seed", "seed", ParameterType::whole, "", 0.,
     static_cast<double>(std::numeric_limits<std::uint64_t>::max()), 1., 0.f,
     "seed of the random generator: the same seed and controls give the same sound", "at the next step", true,
     false, true},
    {ParameterId::temperature, "/temperature", "temperature", ParameterType::number, "", 0., 2., 1., 0.f,
     "how random the next step is: 0 = calm, 1 = as learned, 2 = wild", "at the next step", true},
    {ParameterId::encoding, "/encoding", "encoding", ParameterType::encoding, "", -1., 1., 0., 0.2f,
     "the learned sound to play: one named in the checkpoint, or a sound between two of them",
     "at the next step", true, false, true},
    {ParameterId::guidance, "/guidance", "guidance", ParameterType::number, "", 0., 3., 1., 0.2f,
     "how strongly the encoding steers the output (classifier-free guidance): 0 = not at all, 1 = as "
     "trained, above 1 = more strongly",
     "at the next step", true},
    {ParameterId::memory, "/memory", "memory", ParameterType::number, "", 0., 1., 1., 0.2f,
     "how closely the model follows passages of the corpus: 0 = not at all, 1 = as calibrated in training; a "
     "checkpoint may have its own default",
     "at the next step", true},
    {ParameterId::memory_limit, "/memory/limit", "memory_limit", ParameterType::number, "s", 0.2,
     no_memory_limit_s, default_memory_limit_s, 0.f,
     "how long the model may follow one passage of the corpus before it must move on; beyond a few seconds "
     "the passage becomes recognisable; 60 = no limit",
     "at the next step", true},
    {ParameterId::model_weight, "/model/weight", "model_weight", ParameterType::number, "", 0., 1., 0., 0.2f,
     "weight of the second model (/model/blend): 0 = the first model alone, 1 = the second alone, in between "
     "= a sound between the two; without a second model it has no effect",
     "at the next hop", true},
    {ParameterId::transpose, "/transpose", "transpose", ParameterType::number, "semitones", -24., 24., 0.,
     0.05f, "transposes the sound", "at the next hop", true},
    {ParameterId::formant, "/formant", "formant", ParameterType::number, "", 0., 1., 0., 0.05f,
     "whether the formants stay in place when the sound is transposed: 0 = they move with the pitch, as when "
     "a tape runs faster, 1 = they stay, as when a voice sings higher",
     "at the next hop", true},
    {ParameterId::stretch, "/stretch", "stretch", ParameterType::number, "", 0.25, 4., 1., 0.2f,
     "stretches time at the same pitch: 2 = half speed, 0.5 = double speed", "at the next hop", true},
    {ParameterId::tilt, "/tilt", "tilt", ParameterType::number, "dB/octave", -6., 6., 0., 0.05f,
     "tilts the spectrum about 1 kHz: below 0 = darker, above 0 = brighter", "at the next hop", true},
    {ParameterId::bright, "/bright", "bright", ParameterType::number, "dB", -24., 24., 0., 0.05f,
     "level of the frequencies above 2 kHz", "at the next hop", true},
    {ParameterId::floor, "/floor", "floor", ParameterType::number, "dB", no_floor_db, -10., no_floor_db,
     0.05f,
     "removes everything this far below the loudest recent frequency, such as noise in pauses; -100 = off",
     "at the next hop", true},
    {ParameterId::sharpen, "/sharpen", "sharpen", ParameterType::number, "", -1., 1., 0., 0.05f,
     "balance of tone and noise: 1 = tones only, -1 = noise only, like a whisper", "at the next hop", true},
    {ParameterId::attack, "/attack", "attack", ParameterType::number, "", -1., 1., 0., 0.05f,
     "onsets: 1 = harder, -1 = softer", "at the next hop", true},
    {ParameterId::pan, "/pan", "pan", ParameterType::number, "", -1., 1., 0., 0.05f,
     "stereo position: -1 = left, 0 = centre, 1 = right", "at the next hop", true},
    {ParameterId::width, "/width", "width", ParameterType::number, "", 0., 2., 1., 0.05f,
     "stereo width of a model trained on stereo sounds: 0 = mono, 1 = as learned, 2 = wider",
     "at the next hop", true},
    {ParameterId::out, "/out", "out", ParameterType::number, "", 1.,
     static_cast<double>(most_output_channels), 1., 0.05f,
     "the output channel for its left side; its right side plays on the next channel, and on the last "
     "channel both are summed; with two channels always 1",
     "at the next hop", true, true},
    {ParameterId::gain, "/gain", "gain", ParameterType::number, "dB", silent_gain_db, 12., 0., 0.02f,
     "output level; -60 = silence; for a voice: its level relative to the others", "in the next block", true},
    {ParameterId::mute, "/mute", "mute", ParameterType::toggle, "", 0., 1., 0., 0.02f,
     "silences the output; the generator keeps running", "in the next block", true},
    {ParameterId::play, "/play", "play", ParameterType::toggle, "", 0., 1., 1., 0.2f,
     "fades the sound in or out; the generator keeps running", "in the next block"},
    {ParameterId::freeze, "/freeze", "freeze", ParameterType::toggle, "", 0., 1., 0., 0.f,
     "holds the present spectrum, with its noise still moving; on release the sound continues from there",
     "at the next hop", true, false, true},
    {ParameterId::refinement, "/refinement", "refinement", ParameterType::toggle, "", 0., 1., 1., 0.f,
     "refines the phases if the quality is refined; switching it off saves processor time",
     "at the next step"},
    {ParameterId::voices, "/voices", "voices", ParameterType::number, "", 1., most_voices, 1., 0.2f,
     "number of voices playing at once, each with its own random numbers; together they are as loud as one",
     "at the next step", false, true},
    {ParameterId::listen_follow, "/listen/follow", "listen_follow", ParameterType::number, "", 0., 1., 0.,
     0.2f, "how far the input replaces the encoding, so that the model plays sounds like it",
     "at the next step", true},
    {ParameterId::listen_shadow, "/listen/shadow", "listen_shadow", ParameterType::number, "", 0., 1., 0.,
     0.2f, "how far passages of the corpus are chosen for their likeness to the input", "at the next step",
     true},
    {ParameterId::listen_through, "/listen/through", "listen_through", ParameterType::number, "", 0., 1., 0.,
     0.2f, "how far the model plays the input itself, in its own learned colours", "at the next step", true},
    {ParameterId::listen_answer, "/listen/answer", "listen_answer", ParameterType::number, "", 0., 1., 0.,
     0.2f,
     "call and response: how far the model is silent during a phrase of the input, then answers for about as "
     "long, and waits for the next phrase",
     "at the next step", true},
    {ParameterId::listen_oppose, "/listen/oppose", "listen_oppose", ParameterType::number, "", 0., 1., 0.,
     0.2f,
     "how far the model opposes the input: it plays sounds unlike it, and more softly while it is loud or "
     "busy",
     "at the next step", true},
    {ParameterId::listen_remember, "/listen/remember", "listen_remember", ParameterType::number, "", 0., 1.,
     0., 0.f,
     "share of the passages followed that come from the last minutes of the input instead of the corpus; at "
     "0 they are forgotten",
     "at the next step", true},
    {ParameterId::listen_now, "/listen/now", "listen_now", ParameterType::toggle, "", 0., 1., 0., 0.f,
     "cues an answer by hand: while on, the model plays even during a phrase", "at the next step", true},
    {ParameterId::listen_gain, "/listen/gain", "listen_gain", ParameterType::number, "dB", -60., 40., 0., 0.f,
     "input gain; -60 = silence", "at the next step"},
    {ParameterId::listen_gate, "/listen/gate", "listen_gate", ParameterType::number, "dB", -60., 0., -50.,
     0.f, "input gate: softer sound counts as silence; -60 = no gate", "at the next step"},
    {ParameterId::tempo, "/tempo", "tempo", ParameterType::number, "BPM", slowest_tempo, fastest_tempo,
     default_tempo, 0.f,
     "beats (quarter notes) a minute; cannot be set by hand while a MIDI clock or JACK's transport leads",
     "at once"},
    {ParameterId::tempo_follow, "/tempo/follow", "tempo_follow", ParameterType::toggle, "", 0., 1., 0., 0.f,
     "makes the pulse of the sound follow the tempo, or half or double the tempo if nearer, by up to a fifth "
     "slower or faster, at the same pitch, and moves its beats onto those of the clock; sound without a "
     "clear pulse is left alone",
     "at the next step", true},
    {ParameterId::quantum, "/quantum", "quantum", ParameterType::number, "beats", 0., longest_quantum, 0.,
     0.f,
     "presets, moments, the seed, freezing and the encoding wait for the next multiple of this many beats; 0 "
     "= they take effect at once",
     "at once"},
}};

static_assert(rows_in_order(specs));

}  // namespace

std::span<const ParameterSpec> parameter_specs() {
  return specs;
}

const ParameterSpec& parameter_spec(ParameterId id) {
  return specs[static_cast<std::size_t>(id)];
}

}  // namespace aeolian
