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
     "which of the learned sounds to play: a name from the checkpoint, or a sound between two",
     "at the next step", true, false, true},
    {ParameterId::guidance, "/guidance", "guidance", ParameterType::number, "", 0., 3., 1., 0.2f,
     "how strongly the encoding steers the output (classifier-free guidance): 0 = not at all, 1 = as "
     "trained, above 1 = more strongly",
     "at the next step", true},
    {ParameterId::memory, "/memory", "memory", ParameterType::number, "", 0., 1., 1., 0.2f,
     "how closely it follows passages of the corpus: 0 = not at all, 1 = as closely as was calibrated in "
     "training; a checkpoint may have a default of its own",
     "at the next step", true},
    {ParameterId::memory_limit, "/memory/limit", "memory_limit", ParameterType::number, "s", 0.2,
     no_memory_limit_s, default_memory_limit_s, 0.f,
     "how long it may follow one passage of the corpus before it must move on: beyond a few seconds the "
     "passage can be recognised; 60 = as long as the passage lasts",
     "at the next step", true},
    {ParameterId::model_weight, "/model/weight", "model_weight", ParameterType::number, "", 0., 1., 0., 0.2f,
     "how much of the second model (/model/blend) is heard: 0 = the model that plays, 1 = the second alone, "
     "between them sounds between the two; without a second model it changes nothing",
     "at the next half step", true},
    {ParameterId::transpose, "/transpose", "transpose", ParameterType::number, "semitones", -24., 24., 0.,
     0.05f, "moves the pitch", "at the next half step", true},
    {ParameterId::formant, "/formant", "formant", ParameterType::number, "", 0., 1., 0., 0.05f,
     "whether the formants stay where they are when the pitch is moved: 0 = they move with it, as when a "
     "tape runs faster, 1 = they stay, as when a voice sings higher",
     "at the next half step", true},
    {ParameterId::stretch, "/stretch", "stretch", ParameterType::number, "", 0.25, 4., 1., 0.2f,
     "how slowly it plays, at the same pitch: 2 = twice as slow, 0.5 = twice as fast",
     "at the next half step", true},
    {ParameterId::tilt, "/tilt", "tilt", ParameterType::number, "dB/octave", -6., 6., 0., 0.05f,
     "tilts the spectrum about 1 kHz: below 0 is darker, above 0 is lighter", "at the next half step", true},
    {ParameterId::bright, "/bright", "bright", ParameterType::number, "dB", -24., 24., 0., 0.05f,
     "level of the frequencies above 2 kHz", "at the next half step", true},
    {ParameterId::floor, "/floor", "floor", ParameterType::number, "dB", no_floor_db, -10., no_floor_db,
     0.05f,
     "removes whatever lies this far below the loudest recent frequency, such as noise in pauses; -100 = "
     "removes nothing",
     "at the next half step", true},
    {ParameterId::sharpen, "/sharpen", "sharpen", ParameterType::number, "", -1., 1., 0., 0.05f,
     "tone against noise: 1 = tones alone, -1 = noise alone, like a whisper", "at the next half step", true},
    {ParameterId::attack, "/attack", "attack", ParameterType::number, "", -1., 1., 0., 0.05f,
     "harder (1) or softer (-1) onsets", "at the next half step", true},
    {ParameterId::pan, "/pan", "pan", ParameterType::number, "", -1., 1., 0., 0.05f,
     "where it is heard: -1 = left, 0 = in the middle, 1 = right", "at the next half step", true},
    {ParameterId::width, "/width", "width", ParameterType::number, "", 0., 2., 1., 0.05f,
     "how wide a model of stereo sounds plays: 0 = mono, 1 = as learned, 2 = wider", "at the next half step",
     true},
    {ParameterId::out, "/out", "out", ParameterType::number, "", 1.,
     static_cast<double>(most_output_channels), 1., 0.05f,
     "the output channel of its left; its right is heard on the next one, and on the last channel both as "
     "one; with two channels always 1",
     "at the next half step", true, true},
    {ParameterId::gain, "/gain", "gain", ParameterType::number, "dB", silent_gain_db, 12., 0., 0.02f,
     "output level; -60 is silence; of a voice: its level among the others", "in the next block", true},
    {ParameterId::mute, "/mute", "mute", ParameterType::toggle, "", 0., 1., 0., 0.02f,
     "silences the output; the generator keeps running", "in the next block", true},
    {ParameterId::play, "/play", "play", ParameterType::toggle, "", 0., 1., 1., 0.2f,
     "fades the sound in or out; the generator keeps running", "in the next block"},
    {ParameterId::freeze, "/freeze", "freeze", ParameterType::toggle, "", 0., 1., 0., 0.f,
     "holds the present spectrum, with its noise still moving; on release the sound continues from there",
     "at the next half step", true, false, true},
    {ParameterId::refinement, "/refinement", "refinement", ParameterType::toggle, "", 0., 1., 1., 0.f,
     "refines the phases if the quality is refined; off saves processor time", "at the next step"},
    {ParameterId::voices, "/voices", "voices", ParameterType::number, "", 1., most_voices, 1., 0.2f,
     "how many voices play at once, each with random numbers of its own; together they are as loud as one",
     "at the next step", false, true},
    {ParameterId::listen_follow, "/listen/follow", "listen_follow", ParameterType::number, "", 0., 1., 0.,
     0.2f, "how far the sound that is heard takes the place of the encoding: it plays what is like it",
     "at the next step", true},
    {ParameterId::listen_shadow, "/listen/shadow", "listen_shadow", ParameterType::number, "", 0., 1., 0.,
     0.2f, "how far passages of the corpus are chosen by their likeness to what is heard", "at the next step",
     true},
    {ParameterId::listen_through, "/listen/through", "listen_through", ParameterType::number, "", 0., 1., 0.,
     0.2f, "how far it plays the sound that it hears, in the colours that it has learned", "at the next step",
     true},
    {ParameterId::listen_answer, "/listen/answer", "listen_answer", ParameterType::number, "", 0., 1., 0.,
     0.2f,
     "how far it stays silent while it hears a phrase, then answers for about as long, and waits for the "
     "next one",
     "at the next step", true},
    {ParameterId::listen_oppose, "/listen/oppose", "listen_oppose", ParameterType::number, "", 0., 1., 0.,
     0.2f,
     "how far it does the opposite of what is heard: plays what is unlike it, softer while it is loud or "
     "busy",
     "at the next step", true},
    {ParameterId::listen_remember, "/listen/remember", "listen_remember", ParameterType::number, "", 0., 1.,
     0., 0.f,
     "how many of the passages that it follows come from what it heard in the last minutes; at 0 it forgets "
     "them",
     "at the next step", true},
    {ParameterId::listen_now, "/listen/now", "listen_now", ParameterType::toggle, "", 0., 1., 0., 0.f,
     "while it is on, it plays even during a phrase: asks for an answer by hand", "at the next step", true},
    {ParameterId::listen_gain, "/listen/gain", "listen_gain", ParameterType::number, "dB", -60., 40., 0., 0.f,
     "makes what is heard louder or softer; -60 is silence", "at the next step"},
    {ParameterId::listen_gate, "/listen/gate", "listen_gate", ParameterType::number, "dB", -60., 0., -50.,
     0.f, "the level above which a sound counts as heard; -60 = always", "at the next step"},
    {ParameterId::tempo, "/tempo", "tempo", ParameterType::number, "BPM", slowest_tempo, fastest_tempo,
     default_tempo, 0.f,
     "beats (quarter notes) a minute; while a MIDI clock leads, it is the clock's and cannot be set",
     "at once"},
    {ParameterId::tempo_follow, "/tempo/follow", "tempo_follow", ParameterType::toggle, "", 0., 1., 0., 0.f,
     "the pulse of what is played follows the tempo, halved or doubled where that is nearer, up to a fifth "
     "slower or faster, at the same pitch, and its beats move onto the clock's; without a clear pulse it "
     "plays as it is",
     "at the next step", true},
    {ParameterId::quantum, "/quantum", "quantum", ParameterType::number, "beats", 0., longest_quantum, 0.,
     0.f,
     "presets, moments, the seed, freezing and the encoding wait for the next multiple of so many beats; 0 = "
     "they do not wait",
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
