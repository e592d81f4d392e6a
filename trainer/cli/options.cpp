// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/cli/options.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <system_error>
#include <tuple>

#include "core/audio/sound_file.h"
#include "core/command_line/option_text.h"
#include "core/command_line/program_texts.h"
#include "core/control/spelling.h"
#include "core/model/checkpoint.h"
#include "core/output_file.h"
#include "core/parse_number.h"
#include "core/printable.h"
#include "core/version.h"
#include "trainer/cli/training_log.h"

namespace aeolian::trainer {
namespace {

namespace fs = std::filesystem;

constexpr int bad_input_status = 2;

/** Accepts a number within these bounds; unlike CLI::Range it refuses NaN. */
CLI::Validator within(double low, double high) {
  char bounds[64];
  std::snprintf(bounds, sizeof bounds, "%.10g to %.10g", low, high);
  const std::string text = bounds;
  return CLI::Validator(
      [=](std::string& value) -> std::string {
        char* end = nullptr;
        const double number = std::strtod(value.c_str(), &end);
        const bool good = end != value.c_str() && *end == '\0' && number >= low && number <= high;
        return good ? "" : "must be a number from " + text + ", not " + value;
      },
      text);
}

/** Accepts a seed; without this check CLI11 would wrap "-1" around to the largest number. */
CLI::Validator seed_number() {
  return CLI::Validator(
      [](std::string& value) -> std::string {
        std::uint64_t number = 0;
        const char* end = value.data() + value.size();
        const auto [rest, error] = std::from_chars(value.data(), end, number);
        const bool good = error == std::errc() && rest == end;
        return good ? "" : "must be a whole number from 0 to 18446744073709551615, not " + value;
      },
      "");
}

/**
 * The reason why a file cannot be written to `path`; empty if it can, as far as can be checked beforehand.
 */
std::string obstacle(const fs::path& path) {
  std::error_code error;
  if (path.filename().empty() || fs::is_directory(path, error))
    return path.string() + ": is a folder; name a file";
  const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  if (!fs::is_directory(folder, error)) return path.string() + ": there is no folder " + folder.string();
  if (::access(folder.c_str(), W_OK) != 0) {
    return path.string() + ": cannot write in " + folder.string() + ": " +
           std::generic_category().message(errno);
  }
  return {};
}

/** Turns "--n_samples=3" into "--n-samples=3"; values are unchanged. */
std::vector<std::string> with_dashes(std::vector<std::string> arguments) {
  for (std::string& argument : arguments) {
    if (argument == "--") break;
    if (!argument.starts_with("--")) continue;
    std::replace(
        argument.begin(),
        argument.begin() + static_cast<std::ptrdiff_t>(std::min(argument.find('='), argument.size())), '_',
        '-');
  }
  return arguments;
}

/** The last part of a path, without its folders, which are private; "NAME=PATH" keeps its name. */
std::string last_part(const std::string& source) {
  const auto equals = source.find('=');
  const bool named = equals != std::string::npos && source.find('/') > equals;
  const std::string name = named ? source.substr(0, equals + 1) : "";
  const fs::path path = fs::path(source.substr(name.size())).lexically_normal();
  const fs::path last = path.has_filename() ? path.filename() : path.parent_path().filename();
  return name + last.string();
}

/** The same, with "speech=speech" shortened to "speech". */
std::string shown_name(const std::string& source) {
  std::string shown = last_part(source);
  const auto equals = shown.find('=');
  if (equals != std::string::npos && shown.substr(0, equals) == shown.substr(equals + 1))
    shown.resize(equals);
  return shown;
}

/** Longest command kept in a checkpoint, bytes; of thousands of files only the first are named. */
constexpr std::size_t longest_command = 8000;

/** The command as a user would type it again, without this machine's folders and address. */
std::string command_text(const std::vector<std::string>& arguments, const TrainOptions& options) {
  std::vector<std::string> paths = options.paths;
  paths.push_back(options.output.string());
  if (options.from) paths.push_back(options.from->string());
  if (options.log) paths.push_back(options.log->string());
  if (options.cache.folder) paths.push_back(options.cache.folder->string());
  if (options.ranks.secret_file) paths.push_back(options.ranks.secret_file->string());
  std::string text = "aeolian";
  for (const std::string& argument : arguments) {
    std::string shown = argument;
    for (const std::string& path : paths) {
      if (argument == path) shown = last_part(path);
      for (const std::string option : {"--output=", "--from=", "--log=", "--cache=", "--secret-file="})
        if (argument == option + path) shown = option + last_part(path);
    }
    if (!options.ranks.join.empty() && argument.ends_with(options.ranks.join))
      shown = argument.substr(0, argument.size() - options.ranks.join.size()) + "HOST:PORT";
    const std::string word = shown.find(' ') == std::string::npos ? " " + shown : " \"" + shown + "\"";
    if (text.size() + word.size() > longest_command) return text + " ...";
    text += word;
  }
  return text;
}

/** Texts to be converted to other types after parsing. */
struct TrainTexts {
  std::string model = "small";
  std::string device = "auto";
  std::vector<std::string> settings;
};

/** The default folder of the cache, as a user would write it. */
constexpr std::string_view usual_cache = "$XDG_CACHE_HOME/aeolian, usually ~/.cache/aeolian";

/** Converts "1.5G" to bytes: a number, followed by K, M, G, T or nothing; nothing if it is not a size. */
std::optional<std::uint64_t> bytes_of(const std::string& text) {
  constexpr double most = 1e18;
  char* end = nullptr;
  double bytes = std::strtod(text.c_str(), &end);
  const std::string unit = end;
  if (end == text.c_str() || unit.size() > 1) return std::nullopt;
  const auto thousands = std::string_view("KMGT").find(unit);
  if (!unit.empty() && thousands == std::string_view::npos) return std::nullopt;
  if (!unit.empty()) bytes *= std::pow(1000., static_cast<double>(thousands + 1));
  if (!(bytes >= 0 && bytes <= most)) return std::nullopt;
  return static_cast<std::uint64_t>(bytes);
}

void add_cache_options(CLI::App& train, CacheChoice& cache) {
  train
      .add_option_function<std::string>(
          "--cache",
          [&cache](const std::string& folder) {
            cache.is_off = folder == "none";
            if (!cache.is_off) cache.folder = folder;
          },
          "Folder that keeps analysed sounds for the next training, or none: keep them in memory only (" +
              std::string(usual_cache) + ")")
      ->type_name("DIR");
  train
      .add_option_function<std::string>(
          "--cache-limit", [&cache](const std::string& size) { cache.limit = *bytes_of(size); },
          "Size limit of the cache, such as 500M or 1.5T; the sounds used longest ago are removed first "
          "(32G)")
      ->check(CLI::Validator(
          [](const std::string& size) {
            return bytes_of(size) ? std::string() : "must be a size such as 500M, 32G or 1.5T, not " + size;
          },
          ""))
      ->type_name("SIZE");
}

void add_rank_options(CLI::App& train, RankChoice& ranks) {
  auto* const count = train
                          .add_option("--ranks", ranks.ranks,
                                      "Train in several processes: their number, or torchrun or slurm to "
                                      "read it from the environment that these set")
                          ->check(CLI::Validator(
                              [](const std::string& text) {
                                const auto number = parse_number<int>(text);
                                const bool good = text == "torchrun" || text == "slurm" ||
                                                  (number && *number >= 1 && *number <= most_ranks);
                                return good ? std::string()
                                            : "must be a number from 1 to " + std::to_string(most_ranks) +
                                                  ", torchrun or slurm, not " + text;
                              },
                              ""))
                          ->type_name("N");
  train.add_option("--rank", ranks.rank, "Number of this process, from 0; rank 0 writes the checkpoint")
      ->check(within(0, most_ranks - 1))
      ->needs(count);
  train.add_option("--join", ranks.join, "Address and port at which rank 0 waits for the other ranks")
      ->needs(count)
      ->type_name("HOST:PORT");
  train
      .add_option("--secret-file", ranks.secret_file,
                  "File with the secret that all ranks share; it may also be in AEOLIAN_RANKS_SECRET")
      ->needs(count)
      ->type_name("FILE");
  train
      .add_option(
          "--sync-every", ranks.sync_every,
          "For slow links: average the weights every so many steps, instead of the gradients in each step")
      ->check(within(1, 10000))
      ->needs(count)
      ->capture_default_str();
  train
      .add_option_function<std::string>(
          "--backend",
          [&ranks](const std::string& name) {
            ranks.backend = name == "nccl" ? RankBackend::nccl : RankBackend::gloo;
          },
          "Library that sums over the ranks: gloo on CPUs, or nccl with one GPU per rank")
      ->check(CLI::IsMember({"gloo", "nccl"}))
      ->needs(count)
      ->default_str("gloo");
}

void add_train(CLI::App& app, TrainOptions& o, TrainTexts& texts) {
  CLI::App& train = *app.add_subcommand("train", "Train on sounds and write a checkpoint");
  train.add_option("PATH", o.paths, "Sound files and folders; NAME=PATH names the encoding learned from it")
      ->required()
      ->type_name("PATH");
  train.add_option("-o,--output", o.output, "The checkpoint to write (.aeolian)")
      ->required()
      ->type_name("FILE");
  train.add_option("--minutes", o.minutes, "Minutes to train (30 if you give neither minutes nor epochs)")
      ->check(within(0.01, 100000));
  train.add_option("--epochs", o.epochs, "Number of passes over the sounds, instead of --minutes")
      ->check(within(1, 1e6))
      ->excludes("--minutes");
  train
      .add_option_function<std::string>(
          "--from",
          [&o](const std::string& file) {
            if (file != "none") o.from = file;
          },
          "Checkpoint to begin from, or none; the new model has its sizes, and its latents mean the same "
          "(none)")
      ->type_name("FILE");
  train.add_flag("--resume", o.resume, "Continue the training of the output file");
  train
      .add_option("--log", o.log,
                  "Log the losses to this file, .csv or .jsonl, during training; --resume continues it")
      ->type_name("FILE");
  train.add_flag("--quiet", o.quiet, "Print nothing but errors");
  train.add_flag(
      "--dry-run", o.dry_run,
      "Print the sounds that would be read, and the time and memory that training would need; write nothing");
  train.add_flag("--keep-state", o.keep_state,
                 "Keep OUTPUT.training when the training is finished, so that --resume can train further");
  train
      .add_option("--model", texts.model,
                  "small: codec, trunk and mixture; larger versions of it: " + explain_models() +
                      "; the others are baselines: frame-lstm predicts frames, autoencoder decodes "
                      "segments from averaged codes, bytes predicts 8-bit samples")
      ->check(CLI::IsMember(model_names()))
      ->capture_default_str();
  train
      .add_option("--set", texts.settings,
                  "KEY=VALUE: overrides a size of the network or a learning setting; " + explain_settings())
      ->check(CLI::Validator(
          [](const std::string& text) {
            TrainSettings ignored;
            const auto added = add_setting(text, ignored);
            return added ? std::string() : added.error().message;
          },
          ""))
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
  train.add_option("--device", texts.device, "Where to compute")
      ->check(CLI::IsMember({"auto", "cpu", "cuda"}))
      ->capture_default_str();
  train.add_option("--threads", o.threads, "Processor cores to use (all)")->check(within(1, 1024));
  train.add_option("--rng-seed", o.rng_seed, "Seed of the random numbers")
      ->check(seed_number())
      ->capture_default_str();
  train.add_option("--n-samples", o.n_samples, "Number of samples to write beside the checkpoint each time")
      ->check(within(0, 100))
      ->capture_default_str();
  train.add_option("--sample-every", o.sample_every, "Epochs between samples (default: only at the end)")
      ->check(within(1, 1e6));
  train.add_option("--sample-duration", o.sample_duration, "Length of a sample, s")
      ->check(within(0.1, 3600))
      ->capture_default_str();
  train
      .add_option("--sample-rate", o.sample_rate,
                  "Sample rate of the model, Hz (the rate of most sounds, up to 48000; bytes: 11025)")
      ->check(within(4000, 192000));
  auto* const window = train.add_option("--window-ms", o.window_ms, "Length of the analysis window, ms (46)");
  window->check(within(1, 500));
  train
      .add_flag_callback(
          "--low-latency",
          [&o, &texts] {
            o.window_ms = low_latency_window_ms;
            texts.settings.insert(texts.settings.begin(), low_latency_step);
          },
          "Use short windows and steps, for a model that reacts within milliseconds but sounds coarser")
      ->excludes(window);
  train.add_option("--bands", o.bands, "Number of frequency bands (192)")->check(within(8, 4096));
  train.add_option("--max-frequency", o.max_frequency, "Highest frequency kept, Hz")
      ->check(within(100, 96000));
  train.add_flag("--keep-silence", o.keep_silence, "Keep long silences instead of cutting them");
  add_cache_options(train, o.cache);
  add_rank_options(train, o.ranks);
  auto* const memory = train
                           .add_option("--memory", o.memory,
                                       "Default of /memory, that is, how closely the model follows passages "
                                       "of the sounds: 0 = not at all, 1 = as calibrated")
                           ->check(within(0, 1))
                           ->capture_default_str();
  auto* const passages = train
                             .add_option("--passages", o.passage_minutes,
                                         "Minutes of the sounds, spread evenly, to store as passages in the "
                                         "checkpoint; fewer make a smaller file")
                             ->check(within(0.5, most_passage_minutes))
                             ->capture_default_str();
  train
      .add_flag_callback(
          "--no-memory", [&o] { o.passage_minutes = 0; },
          "Store no passages of the sounds in the checkpoint; it plays by its networks alone")
      ->excludes(memory)
      ->excludes(passages);
  train.add_option("--licence,--license", o.licence, "Licence of the sounds, stored in the checkpoint");
}

void add_quality(CLI::App& command, Quality& quality) {
  command
      .add_option_function<std::string>(
          "--quality",
          [&quality](const std::string& name) {
            quality = name == "refined" ? Quality::refined : Quality::normal;
          },
          "normal, or refined: better phases for twice the work")
      ->check(CLI::IsMember({"normal", "refined"}))
      ->default_str("normal");
}

void add_weights(CLI::App& command, WeightChoice& weights) {
  command
      .add_option_function<std::string>(
          "--weights", [&weights](const std::string& name) { weights = weight_choice(name); },
          "Precision of the network's weights: bfloat16 and int8 render faster and sound slightly different; "
          "auto = float32")
      ->check(CLI::IsMember(std::vector<std::string>(weight_choice_names.begin(), weight_choice_names.end())))
      ->default_str("auto");
}

void add_guidance(CLI::App& command, double& guidance) {
  command
      .add_option("--guidance", guidance,
                  "How strongly the encoding steers the output: 0 = not at all, 1 = as trained")
      ->check(within(0, 3))
      ->capture_default_str();
}

void add_memory(CLI::App& command, std::optional<double>& memory, double& limit) {
  command
      .add_option("--memory", memory,
                  "How closely the model follows passages of its corpus: 0 = not at all, 1 = as calibrated "
                  "(the checkpoint's default, usually 1)")
      ->check(within(0, 1));
  command
      .add_option("--memory-limit", limit,
                  "How long the model may follow one passage before it must move on, s; 60 = no limit")
      ->check(within(parameter_spec(ParameterId::memory_limit).minimum, no_memory_limit_s))
      ->capture_default_str();
}

/** Adds the option --NAME for a numeric parameter of the registry. */
CLI::Option& add_number(CLI::App& command, const std::string& name, ParameterId id,
                        std::map<ParameterId, double>& numbers) {
  const ParameterSpec& spec = parameter_spec(id);
  std::string description(spec.description);
  description.front() = static_cast<char>(std::toupper(description.front()));
  if (!spec.unit.empty()) description += " (" + std::string(spec.unit) + ")";
  return *command
              .add_option_function<double>(
                  "--" + name, [&numbers, id](double value) { numbers[id] = value; }, description)
              ->check(within(spec.minimum, spec.maximum));
}

/** Adds an option for each parameter of pitch, time, colour and width. */
void add_shape(CLI::App& command, std::map<ParameterId, double>& shape) {
  for (const auto id : {ParameterId::transpose, ParameterId::formant, ParameterId::stretch, ParameterId::tilt,
                        ParameterId::bright, ParameterId::floor, ParameterId::sharpen, ParameterId::attack,
                        ParameterId::width}) {
    add_number(command, std::string(parameter_spec(id).name), id, shape);
  }
}

/** Adds the option for a tempo that the pulse of the output follows. */
void add_tempo(CLI::App& command, std::map<ParameterId, double>& shape) {
  const ParameterSpec& tempo = parameter_spec(ParameterId::tempo);
  command
      .add_option_function<double>(
          "--tempo",
          [&shape](double bpm) {
            shape[ParameterId::tempo] = bpm;
            shape[ParameterId::tempo_follow] = 1.;
          },
          "Tempo for the pulse of the sound to follow, as with /tempo/follow, by up to a fifth slower or "
          "faster; beats are counted from the first sample (BPM)")
      ->check(within(tempo.minimum, tempo.maximum));
}

void add_listening(CLI::App& command, GenerateOptions& o) {
  auto* const input =
      command.add_option("--input", o.input, "Sound file for the model to listen to while it plays")
          ->type_name("FILE");
  for (const auto& [name, id] :
       {std::pair("follow", ParameterId::listen_follow), std::pair("shadow", ParameterId::listen_shadow),
        std::pair("through", ParameterId::listen_through), std::pair("answer", ParameterId::listen_answer),
        std::pair("oppose", ParameterId::listen_oppose), std::pair("remember", ParameterId::listen_remember),
        std::pair("input-gain", ParameterId::listen_gain),
        std::pair("input-gate", ParameterId::listen_gate)}) {
    add_number(command, name, id, o.listening).needs(input);
  }
}

void add_generate(CLI::App& app, GenerateOptions& o) {
  CLI::App& generate = *app.add_subcommand("generate", "Render a checkpoint to a sound file");
  generate.add_option("CHECKPOINT", o.checkpoint, "An .aeolian file")->required()->type_name("FILE");
  generate.add_option("-o,--output", o.output, "The file to write: .wav, .flac, .ogg, .opus or .mp3")
      ->required()
      ->type_name("FILE");
  generate.add_option("--seconds", o.seconds, "Length, s (30, or the length of the input)")
      ->check(within(0.1, 86400));
  generate.add_option("--seed", o.seed, "Random seed; each seed plays something different")
      ->check(seed_number())
      ->capture_default_str();
  generate.add_option("--temperature", o.temperature, "0 = calm, 1 = as learned, 2 = wild")
      ->check(within(0, 2))
      ->capture_default_str();
  auto* const encoding =
      generate.add_option("--encoding", o.encoding, "Name of the encoding to play (inspect lists them)");
  generate
      .add_option_function<std::tuple<std::string, std::string, double>>(
          "--morph",
          [&o](const auto& given) {
            const auto& [from, to, weight] = given;
            o.morph = {from, to, weight};
          },
          "Plays between the sounds of the encodings A and B, at a WEIGHT of 0 to 1, with two voices whose "
          "spectra are moved towards each other")
      ->type_name("A B WEIGHT")
      ->excludes(encoding);
  generate
      .add_option_function<std::tuple<std::string, double>>(
          "--blend",
          [&o](const auto& given) {
            const auto& [checkpoint, weight] = given;
            o.blend = {checkpoint, weight};
          },
          "Plays between CHECKPOINT and another checkpoint, FILE, at a WEIGHT of 0 to 1, as a morph does; "
          "both need the same sampling rate and windows")
      ->type_name("FILE WEIGHT");
  add_guidance(generate, o.guidance);
  add_memory(generate, o.memory, o.memory_limit);
  add_shape(generate, o.shape);
  add_tempo(generate, o.shape);
  generate
      .add_option("--voices", o.voices, "Number of voices playing at once; together they are as loud as one")
      ->check(within(1, most_voices))
      ->capture_default_str();
  generate.add_option("--prime", o.prime, "Sound file to continue from")->type_name("FILE");
  add_listening(generate, o);
  generate.add_option("--n-samples", o.n_samples, "Number of sounds to render, each with the next seed")
      ->check(within(1, 1000))
      ->capture_default_str();
  add_quality(generate, o.quality);
  add_weights(generate, o.weights);
}

void add_test(CLI::App& app, TestOptions& o) {
  CLI::App& test = *app.add_subcommand(
      "test", "Render the encoding of a sound, and the sound as the model reconstructs it");
  test.add_option("CHECKPOINT", o.checkpoint, "An .aeolian file")->required()->type_name("FILE");
  test.add_option("SAMPLE", o.sample, "A sound file")->required()->type_name("FILE");
  test.add_option("-o,--output", o.output, "Folder to write the WAV files to")
      ->type_name("DIR")
      ->capture_default_str();
  test.add_option("--n-samples", o.n_samples, "Number of sounds to render")
      ->check(within(1, 1000))
      ->capture_default_str();
  test.add_option("--sample-duration", o.sample_duration, "Length of each sound, s")
      ->check(within(0.1, 86400))
      ->capture_default_str();
  test.add_option("--n-average", o.n_average,
                  "Number of random excerpts whose encodings are averaged for each sound")
      ->check(within(1, 1000))
      ->capture_default_str();
  test.add_option("--seed", o.seed,
                  "Random seed; each seed chooses other excerpts and plays something different")
      ->check(seed_number())
      ->capture_default_str();
  test.add_option("--temperature", o.temperature, "0 = calm, 1 = as learned, 2 = wild")
      ->check(within(0, 2))
      ->capture_default_str();
  add_quality(test, o.quality);
}

void add_inspect(CLI::App& app, InspectOptions& o) {
  CLI::App& inspect = *app.add_subcommand("inspect", "Show a checkpoint's kind, sizes, sources and losses");
  inspect.add_option("CHECKPOINT", o.checkpoint, "An .aeolian file")->required()->type_name("FILE");
  inspect.add_flag("--json", o.json, "Print JSON");
  inspect
      .add_option("--page", o.page,
                  "Write an HTML page with its learning curves, the map of its sounds, and samples of them")
      ->type_name("FILE");
}

void add_evaluate(CLI::App& app, EvaluateOptions& o, std::vector<double>& tones) {
  CLI::App& evaluate =
      *app.add_subcommand("evaluate", "Compare checkpoints with the sounds that they were trained on");
  evaluate.add_option("CHECKPOINT", o.checkpoint, "An .aeolian file")->required()->type_name("FILE");
  evaluate.add_option("PATH", o.paths, "The sounds and folders given to train")
      ->required()
      ->type_name("PATH");
  evaluate.add_option("--against", o.against, "Another checkpoint to compare with; may be repeated")
      ->type_name("FILE")
      ->expected(1)
      ->take_all();
  evaluate
      .add_option("--unlike", o.unlike, "Sound outside the corpus to start from as well; may be repeated")
      ->type_name("PATH")
      ->expected(1)
      ->take_all();
  evaluate.add_option("--page", o.page, "Write an HTML page to look at and listen to")->type_name("FILE");
  evaluate.add_flag("--json", o.json, "Print JSON");
  evaluate.add_option("--seconds", o.plan.seconds, "Length of each performance, s")
      ->check(within(5, 86400))
      ->capture_default_str();
  evaluate.add_option("--seeds", o.plan.seeds, "Number of performances, each with the next seed")
      ->check(within(1, 1000))
      ->capture_default_str();
  evaluate.add_option("--seed", o.plan.first_seed, "Seed of the first performance")
      ->check(seed_number())
      ->capture_default_str();
  evaluate
      .add_option("--drift-seconds", o.plan.long_seconds,
                  "Length of the performance in which drift is measured, s; under 300 = not measured")
      ->check(within(0, 86400))
      ->capture_default_str();
  add_guidance(evaluate, o.steering.guidance);
  add_memory(evaluate, o.steering.memory, o.steering.memory_limit);
  add_weights(evaluate, o.steering.weights);
  evaluate.add_option("--temperature", o.steering.temperature, "0 = calm, 1 = as learned, 2 = wild")
      ->check(within(0, 2))
      ->capture_default_str();
  evaluate.add_option("--tones", tones, "Pitches of the first two sources if they are harmonic tones, Hz")
      ->expected(2)
      ->check(within(20, 2000));
  evaluate.add_flag("--keep-silence", o.keep_silence,
                    "Keep long silences, for a checkpoint trained with --keep-silence");
}

void add_cache(CLI::App& app, CacheOptions& o) {
  CLI::App& cache = *app.add_subcommand("cache", "List or clear the cache of analysed sounds");
  cache
      .add_option_function<std::string>(
          "ACTION",
          [&o](const std::string& action) {
            o.action = action == "clear" ? CacheOptions::Action::clear : CacheOptions::Action::list;
          },
          "list: print its contents, the sound used longest ago first; clear: remove everything")
      ->check(CLI::IsMember({"list", "clear"}))
      ->required();
  cache.add_option("--cache", o.folder, "Folder of the cache (" + std::string(usual_cache) + ")")
      ->type_name("DIR");
}

/** CLI11's message, with a hint for an unknown option or command. */
Ending explain(const CLI::ParseError& error, CLI::App& app, const std::vector<std::string>& arguments) {
  if (error.get_exit_code() == 0) {
    std::ostringstream text;
    app.exit(error, text, text);
    return {0, text.str()};
  }
  const auto chosen = app.get_subcommands();
  std::string text = error.what();
  if (chosen.empty()) {
    std::vector<std::string> commands;
    for (const CLI::App* command : app.get_subcommands({})) commands.push_back(command->get_name());
    text = arguments.empty()
               ? "no command was given: " + suggestion("", commands)
               : "there is no command " + arguments.front() + ": " + suggestion(arguments.front(), commands);
    return {bad_input_status, printable("aeolian: " + text) + "\nTry aeolian --help\n"};
  }
  for (const std::string& extra : app.remaining(true)) {
    if (!extra.starts_with("-")) continue;
    const std::string name = extra.substr(0, extra.find('='));
    text = "there is no option " + name + ": " + suggestion(name, long_options(*chosen.front()));
    break;
  }
  const std::string command = "aeolian " + chosen.front()->get_name();
  return {bad_input_status, printable(command + ": " + text) + "\nTry " + command + " --help\n"};
}

Ending refuse(const std::string& command, const std::string& reason) {
  return {bad_input_status, printable("aeolian " + command + ": " + reason) + "\n"};
}

CommandLine finish(TrainOptions options, const TrainTexts& texts, const std::vector<std::string>& arguments) {
  if (const std::string reason = obstacle(options.output); !reason.empty()) return refuse("train", reason);
  if (const auto path = output_path(options.output, checkpoint_kind()); !path)
    return refuse("train", path.error().message);
  if (options.output.extension() != ".aeolian")
    return refuse("train", options.output.string() + ": the name of a checkpoint must end with .aeolian");
  if (options.log) {
    if (const std::string reason = obstacle(*options.log); !reason.empty()) return refuse("train", reason);
    if (const auto writable = check_log_path(*options.log); !writable)
      return refuse("train", writable.error().message);
  }
  options.settings = settings_of(texts.model);
  for (const auto& text : texts.settings)
    if (const auto added = add_setting(text, options.settings); !added)
      return refuse("train", added.error().message);
  options.device = texts.device == "cpu"    ? Device::cpu
                   : texts.device == "cuda" ? Device::cuda
                                            : Device::automatic;
  if (options.device == Device::cpu && options.ranks.backend == RankBackend::nccl)
    return refuse("train", "--backend nccl needs GPUs; leave out --backend or --device cpu");
  options.command = command_text(arguments, options);
  return options;
}

CommandLine finish(GenerateOptions options) {
  if (const std::string reason = obstacle(options.output); !reason.empty()) return refuse("generate", reason);
  if (!sound_format_of(options.output))
    return refuse("generate", options.output.string() + ": cannot write sound with this ending; use " +
                                  std::string(written_endings));
  if (options.morph && !(options.morph->weight >= 0 && options.morph->weight <= 1))
    return refuse("generate", "the weight of --morph must be a number from 0 to 1");
  if (options.blend && !(options.blend->weight >= 0 && options.blend->weight <= 1))
    return refuse("generate", "the weight of --blend must be a number from 0 to 1");
  return options;
}

CommandLine finish(EvaluateOptions options, const std::vector<double>& tones) {
  if (options.page)
    if (const std::string reason = obstacle(*options.page); !reason.empty())
      return refuse("evaluate", reason);
  for (const std::string& path : options.paths) options.paths_without_folders.push_back(shown_name(path));
  for (const std::string& path : options.unlike) options.unlike_without_folders.push_back(shown_name(path));
  if (tones.size() == 2) options.plan.tones = {tones[0], tones[1]};
  return options;
}

}  // namespace

CommandLine parse_command_line(const std::vector<std::string>& given) {
  const std::vector<std::string> arguments = with_dashes(given);
  CLI::App app("Aeolian trains models on your sounds, and renders and evaluates them.", "aeolian");
  app.set_version_flag("--version", "aeolian " AEOLIAN_VERSION);
  app.require_subcommand(1);
  TrainOptions train;
  TrainTexts texts;
  GenerateOptions generate;
  InspectOptions inspect;
  TestOptions test;
  EvaluateOptions evaluate;
  CacheOptions cache;
  std::vector<double> tones;
  add_train(app, train, texts);
  add_generate(app, generate);
  add_test(app, test);
  add_inspect(app, inspect);
  add_evaluate(app, evaluate, tones);
  add_cache(app, cache);
  add_program_texts(app, {.see_also = {"aeoliand"}, .candidates = {}});
  try {
    app.parse(
        std::vector<std::string>(arguments.rbegin(), arguments.rend()));  // CLI11 takes them in reverse order
  } catch (const CLI::ParseError& error) {
    return explain(error, app, arguments);
  }
  if (app.got_subcommand("train")) return finish(std::move(train), texts, arguments);
  if (app.got_subcommand("generate")) return finish(std::move(generate));
  if (app.got_subcommand("test")) return test;
  if (app.got_subcommand("cache")) return cache;
  if (app.got_subcommand("evaluate")) return finish(std::move(evaluate), tones);
  if (inspect.page)
    if (const std::string reason = obstacle(*inspect.page); !reason.empty()) return refuse("inspect", reason);
  return inspect;
}

}  // namespace aeolian::trainer
