// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/train/train.h"

#include <torch/cuda.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <ctime>
#include <filesystem>
#include <functional>
#include <iostream>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "core/printable.h"
#include "core/version.h"
#include "trainer/cli/format.h"
#include "trainer/cli/progress.h"
#include "trainer/cli/stop_request.h"
#include "trainer/cli/task_progress.h"
#include "trainer/commands/generate.h"
#include "trainer/corpus/corpus.h"
#include "trainer/dataset/dataset.h"
#include "trainer/dataset/variations.h"
#include "trainer/export/calibration.h"
#include "trainer/export/decoder_calibration.h"
#include "trainer/export/half_precision.h"
#include "trainer/export/trained_baselines.h"
#include "trainer/export/trained_model.h"
#include "trainer/learn/codec_objective.h"
#include "trainer/learn/pretrained.h"
#include "trainer/learn/stage.h"
#include "trainer/learn/training_state.h"
#include "trainer/learn/trunk_objective.h"
#include "trainer/networks/modules.h"
#include "trainer/train/training_lock.h"

namespace aeolian {

namespace {

/**
 * Shares of the given minutes: for a codec that learns, for one that adapts, and reserved for names,
 * calibration and samples.
 */
constexpr double learning_codec_share = 0.4, adapting_codec_share = 0.1, closing_share = 0.04;

/** Number of data-parallel workers on the CPU: more than a batch feeds would wait for each other. */
int worker_count(int threads) {
  const int machine = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  return std::min(threads > 0 ? threads : machine, 8);
}

ErrorOr<torch::Device> choose_device(Device wanted) {
  const bool available = torch::cuda::is_available();
  if (wanted == Device::cuda && !available)
    return fail("--device cuda: this LibTorch finds no CUDA device; use --device cpu or auto");
  return torch::Device(wanted != Device::cpu && available ? torch::kCUDA : torch::kCPU);
}

/** Refuses options that ask for another model than the one that the training begins from. */
ErrorOr<void> check_agreement(const TrainOptions& options, const Pretrained& pretrained) {
  const FrontEnd& has = pretrained.description.front_end;
  const auto wrong = [&](const char* option, const std::string& value) {
    return fail(std::string(option) + " contradicts --from " + pretrained.name + ", which has " + value +
                "; leave out " + option + ", or --from");
  };
  if (options.model != ModelKind::small) return wrong("--model", "the kind small");
  if (!options.sizes.empty()) return wrong("--set", "sizes of its own");
  if (options.sample_rate.value_or(has.sample_rate) != has.sample_rate)
    return wrong("--sample-rate", format("%d Hz", has.sample_rate));
  if (options.bands.value_or(has.bands) != has.bands) return wrong("--bands", format("%d", has.bands));
  if (options.max_frequency.value_or(has.max_frequency) != has.max_frequency)
    return wrong("--max-frequency", format("%g Hz", has.max_frequency));
  if (!options.window_ms) return {};
  const auto asked = make_front_end(has.sample_rate, *options.window_ms, has.bands, has.max_frequency);
  if (!asked || asked->window != has.window)
    return wrong("--window-ms", format("%.3g ms", 1e3 * has.window / has.sample_rate));
  return {};
}

/** The sizes of the model that the training begins from, and the sources that it was learned from. */
ModelDescription description_from(const Pretrained& pretrained, const TrainOptions& options) {
  ModelDescription d = pretrained.description;
  d.memory = static_cast<float>(options.memory);
  d.encodings.clear();
  d.priming_states.clear();
  d.provenance = {};
  d.provenance.from = pretrained.name;
  d.provenance.sources = pretrained.description.provenance.sources;
  return d;
}

ErrorOr<ModelDescription> describe(const TrainOptions& options, int sample_rate) {
  if (options.model == ModelKind::bytes && (options.window_ms || options.bands || options.max_frequency))
    return fail("a bytes model has no spectrum: --window-ms, --bands and --max-frequency do not apply");
  const auto front_end = make_front_end(sample_rate, options.window_ms.value_or(default_window_ms),
                                        options.bands.value_or(default_bands),
                                        options.max_frequency.value_or(default_max_frequency));
  if (!front_end) return tl::unexpected(front_end.error());
  auto description = standard_sizes(options.model, *front_end);
  if (auto set = set_sizes(description, options.sizes); !set) return tl::unexpected(set.error());
  description.memory = static_cast<float>(options.memory);
  return description;
}

Dataset dataset_for(const ModelDescription& description, const Corpus& corpus, float full_scale,
                    const Pretrained* pretrained) {
  if (description.kind == ModelKind::bytes) return make_byte_dataset(corpus, full_scale);
  return make_dataset(corpus, description.front_end, pretrained ? &pretrained->normalisation : nullptr);
}

/** A longer corpus is not learned by heart in a usual training time. */
constexpr double most_varied_minutes = 20;

bool is_short(const Corpus& corpus) {
  return corpus.seconds() < most_varied_minutes * 60;
}

std::string utc_now() {
  const auto now = std::time(nullptr);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", std::gmtime(&now));
  return text;
}

/** A sound of the name and licence of one that the training begins with only adds its length to that one. */
void add_provenance(ModelDescription& d, const TrainOptions& options, const Corpus& corpus) {
  d.provenance.command = options.command;
  d.provenance.version = AEOLIAN_VERSION;
  d.provenance.created = utc_now();
  auto& sources = d.provenance.sources;
  const auto of_before = sources.size();
  for (const auto& sound : corpus.sounds) {
    const double seconds = static_cast<double>(sound.samples.size()) / corpus.sample_rate;
    const auto known = std::ranges::find_if(
        sources.begin(), sources.begin() + of_before,
        [&](const auto& source) { return source.name == sound.name && source.licence == options.licence; });
    if (known == sources.begin() + of_before)
      sources.push_back({sound.name, options.licence, seconds});
    else
      known->seconds += seconds;
  }
}

/** Length of the excerpt used for the interim checkpoint of a stopped training, seconds. */
constexpr double stopgap_s = 300;

/** Estimated time for finishing on two cores of 2023: seconds, and more per minute of sound. */
constexpr double closing_s = 15, closing_s_a_minute = 0.5;

/** Creates the checkpoint from the trained networks. */
using MakeCheckpoint = std::function<Checkpoint(Closing, const TaskProgress&)>;

/** One run of `aeolian train`, from the sounds to the checkpoint. */
class Training {
 public:
  /** `stop` still ends the process at once: until the first training step there is nothing to lose. */
  Training(const TrainOptions& options, const Corpus& corpus, ModelDescription description,
           torch::Device device, StopRequest& stop, const Pretrained* pretrained)
      : options_(options),
        pretrained_(pretrained),
        device_(device),
        description_(std::move(description)),
        corpus_seconds_(corpus.seconds()),
        full_scale_(corpus.peak()),
        dataset_(dataset_for(description_, corpus, full_scale_, pretrained)),
        learned_(description_.kind == ModelKind::small && is_short(corpus)
                     ? with_variations(dataset_, corpus, description_.front_end)
                     : dataset_),
        workers_(device.is_cuda() ? 1 : worker_count(options.threads)),
        stop_(stop) {}

  ErrorOr<void> run() {
    if (options_.resume) {
      auto state = read_training_state(options_.output);
      if (!state) return tl::unexpected(state.error());
      if (auto same = state->check_beginning(given_normalisation()); !same) return same;
      resumed_ = std::move(*state);
      progress_.say("resuming from " + printable(training_state_path(options_.output).string()));
    }
    auto done = learn();
    if (done && state_error_) return tl::unexpected(*state_error_);
    return done;
  }

 private:
  ErrorOr<void> learn() {
    switch (description_.kind) {
      case ModelKind::small:
        return run_small();
      case ModelKind::frame_lstm:
        return run_baseline<FrameLstmObjective>(
            [&](FrameLstmObjective& objective, Closing, const TaskProgress&) {
              return make_frame_lstm_checkpoint(description_, dataset_, objective);
            });
      case ModelKind::autoencoder:
        return run_baseline<AutoencoderObjective>(
            [&](AutoencoderObjective& objective, Closing closing, const TaskProgress& progress) {
              const auto& of = closing == Closing::whole ? dataset_ : excerpt_of_corpus();
              return make_autoencoder_checkpoint(description_, of, objective, progress);
            });
      case ModelKind::bytes:
        return run_baseline<ByteObjective>(
            [&](ByteObjective& objective, Closing closing, const TaskProgress& progress) {
              return make_byte_checkpoint(description_, dataset_, full_scale_, objective, closing, progress);
            });
    }
    return fail("this kind of model cannot be trained");
  }

  /** The codec for playing, and a trunk with only its linear initialisation. */
  struct Prepared {
    Codec codec{nullptr};
    Latents latents;
    std::unique_ptr<TrunkObjective> trunk_learner;
  };

  ErrorOr<void> run_small() {
    if (learned_.streams.size() > dataset_.streams.size())
      progress_.say("less than twenty minutes of sound: also training transposed by a semitone up and down");
    CodecObjective codec_learner(learned_, description_, workers_, options_.rng_seed, device_, pretrained_);
    auto told = run_stage(codec_learner, 0, codec_share(), nullptr);
    if (!told) return told;
    codec_state_ = &codec_learner;
    // The checkpoint of an earlier run plays better than an interim one without a trunk.
    const bool plays_already = resumed_ && resumed_->stage() == 1 && read_checkpoint(options_.output);
    if (!plays_already) stop_.end_at_once(nullptr);
    Prepared prepared;
    try {
      stop_.check();
      prepare(codec_learner, prepared);
    } catch (const Interrupted&) {
      return close_without_trunk(codec_learner);
    }
    const auto checkpoint = [&](Closing closing, const TaskProgress& progress) {
      if (closing == Closing::whole && !options_.keeps_passages) closing = Closing::without_passages;
      return make_small_checkpoint(description_, dataset_, prepared.latents, prepared.codec,
                                   *prepared.trunk_learner, options_.rng_seed, closing, progress);
    };
    told = run_stage(*prepared.trunk_learner, 1, 1 - codec_share() - closing_share, checkpoint);
    if (!told) return told;
    return close(*prepared.trunk_learner, 1, checkpoint);
  }

  void prepare(CodecObjective& codec_learner, Prepared& prepared) {
    const Best best(codec_learner.optimizer());
    const auto progress = shown("preparing");
    auto description = description_;
    prepared.codec = codec_learner.finish(description, {}, progress.part("codec", 0, .15));
    prepared.codec->to(device_);
    prepared.latents =
        encode_dataset(learned_, prepared.codec, description, device_, progress.part("latents", .15, .6));
    calibrate_decoder(prepared.codec, description, dataset_, prepared.latents, options_.rng_seed,
                      progress.part("decoder", .6, .9));
    progress.part("trunk", .9, 1)(0);
    prepared.trunk_learner = std::make_unique<TrunkObjective>(
        learned_, prepared.latents, description, workers_, options_.rng_seed, device_, pretrained_);
    description_ = std::move(description);
    progress_.finish_stage();
  }

  /** For a training stopped before there was a trunk: uses an excerpt of the corpus, which takes seconds. */
  ErrorOr<void> close_without_trunk(CodecObjective& codec_learner) {
    progress_.say(pretrained_
                      ? "stopped before the trunk was trained: it plays as that of " +
                            printable(pretrained_->name)
                      : "stopped before the trunk was trained: it plays the corpus's timbres in no order");
    {
      const Best best(codec_learner.optimizer());
      auto description = description_;
      const Dataset& some = excerpt_of_corpus();
      Codec codec = codec_learner.finish(description, some.training);
      codec->to(device_);
      const auto latents = encode_training_part(some, codec, description, device_);
      TrunkObjective trunk_learner(some, latents, description, 1, options_.rng_seed, device_, pretrained_);
      description.provenance.left_out = {"the trunk is not trained", "the decoder is not calibrated"};
      set_provenance(description, Closing::stopgap);
      if (auto written = write(make_small_checkpoint(description, some, latents, codec, trunk_learner,
                                                     options_.rng_seed, Closing::stopgap));
          !written)
        return written;
    }
    save_state(0, seconds_[0], losses_[0], codec_learner);
    tell_state();
    return {};
  }

  template <class Baseline, class Make>
  ErrorOr<void> run_baseline(const Make& make) {
    Baseline objective(dataset_, description_, workers_, options_.rng_seed, device_);
    const MakeCheckpoint checkpoint = [&](Closing closing, const TaskProgress& progress) {
      return make(objective, closing, progress);
    };
    auto told = run_stage(objective, 0, 1 - closing_share, checkpoint);
    if (!told) return told;
    return close(objective, 0, checkpoint);
  }

  /** Runs one stage until its share of the budget is spent or a stop is requested. */
  ErrorOr<void> run_stage(Objective& objective, int index, double share,
                          const MakeCheckpoint& make_checkpoint) {
    StageBefore before;
    if (resumed_ && resumed_->stage() >= index) {
      if (auto loaded = resumed_->load(objective, index); !loaded) return loaded;
      before = {resumed_->seconds_of(index), resumed_->loss_of(index)};
      seconds_[index] = before.seconds;
      losses_[index] = before.loss.value_or(0);
      if (resumed_->stage() > index) return {};  // a later stage is based on this one's result
    }
    StageEvents events;
    events.epoch = [&](std::int64_t epoch) -> ErrorOr<void> {
      description_.provenance.epochs = static_cast<int>(epoch);
      if (!make_checkpoint || options_.sample_every == 0 || epoch % options_.sample_every != 0) return {};
      try {
        return publish(whole(make_checkpoint), "-epoch-" + std::to_string(epoch));
      } catch (const Interrupted&) {
        return {};  // the stage checks it as well
      }
    };
    events.save = [&](double stage_seconds, double loss) {
      save_state(index, stage_seconds, loss, objective);
    };
    stop_.end_at_once(nullptr);
    // The weights that it begins from stay the best until better ones are learned.
    if (pretrained_ && before.seconds == 0) objective.optimizer().keep_best(objective.held_out());
    const auto outcome = aeolian::run_stage(objective, budget_of(objective, index, share), before, frame_s(),
                                            events, stop_, progress_);
    if (!outcome) return tl::unexpected(outcome.error());
    seconds_[index] = outcome->seconds;
    losses_[index] = outcome->loss;
    description_.provenance.training_loss = outcome->loss;
    description_.provenance.epochs =
        static_cast<int>(objective.optimizer().steps() / objective.steps_per_epoch());
    description_.provenance.held_out_loss = outcome->held_out_loss;
    return {};
  }

  const Normalisation* given_normalisation() const {
    return pretrained_ ? &pretrained_->normalisation : nullptr;
  }

  double codec_share() const { return pretrained_ ? adapting_codec_share : learning_codec_share; }

  StageBudget budget_of(const Objective& objective, int index, double share) const {
    const bool is_before_trunk = description_.kind == ModelKind::small && index == 0;
    StageBudget budget;
    budget.seconds_after = expected_closing_s();
    if (options_.epochs) {
      const double share_of_epochs = is_before_trunk ? codec_share() / learning_codec_share : 1;
      budget.steps = std::max<std::int64_t>(1, std::lround(*options_.epochs * share_of_epochs *
                                                           static_cast<double>(objective.steps_per_epoch())));
      budget.times_after = is_before_trunk ? (1 - codec_share() - closing_share) / codec_share() : 0;
      return budget;
    }
    const double all = options_.minutes.value_or(default_training_minutes) * 60;
    budget.seconds = all * share;
    if (is_before_trunk) budget.seconds_after += all * (1 - codec_share() - closing_share);
    return budget;
  }

  double expected_closing_s() const {
    return description_.kind == ModelKind::small ? closing_s + closing_s_a_minute * corpus_seconds_ / 60 : 1;
  }

  /** If the state cannot be written, the training stops, to write the checkpoint while that is possible. */
  void save_state(int index, double stage_seconds, double loss, Objective& objective) {
    seconds_[index] = stage_seconds;
    losses_[index] = loss;
    std::vector<Objective*> objectives{&objective};
    if (codec_state_ && codec_state_ != &objective) objectives.insert(objectives.begin(), codec_state_);
    auto written =
        write_training_state(options_.output, index, seconds_, losses_, objectives, given_normalisation());
    if (written || state_error_) return;
    state_error_ = written.error();
    progress_.say(printable(written.error().message) + "; stops here and writes what was learned");
    stop_.request();
  }

  /** Duration of a frame of the dataset, seconds. */
  double frame_s() const {
    const FrontEnd& front_end = description_.front_end;
    return description_.kind == ModelKind::bytes ? 1. / front_end.sample_rate : 1 / front_end.frame_rate();
  }

  const Dataset& excerpt_of_corpus() {
    if (!excerpt_) excerpt_ = excerpt(dataset_, stopgap_s, 1 / frame_s());
    return *excerpt_;
  }

  /** Shows a task's progress, and ends it if a stop was requested. */
  TaskProgress shown(const std::string& stage) {
    const auto begin = std::chrono::steady_clock::now();
    const double expected = expected_closing_s();
    return TaskProgress([this, stage, begin, expected](std::string_view part, double done) {
      stop_.check();
      const double ran = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
      const double left = done > .1 ? ran / done * (1 - done) : expected - ran;
      progress_.update(
          {.stage = stage + ": " + std::string(part), .done = done, .seconds_left = std::max(1., left)});
    });
  }

  /** Ends a training whose last stage was `index`, and prints what happens. */
  ErrorOr<void> close(Objective& objective, int index, const MakeCheckpoint& make_checkpoint) {
    const bool is_stopped = stop_.requested();
    if (is_stopped) {
      if (auto written = write_stopgap(objective, make_checkpoint); !written) return written;
      save_state(index, seconds_[index], losses_[index], objective);
      if (!stop_.is_by_hand()) {
        tell_state();
        return {};
      }
      progress_.say("the checkpoint plays; completing what was left out, in about " +
                    clock_text(expected_closing_s()) + " (Ctrl-C leaves it as it is)");
      stop_.rearm();
    }
    bool has_written = is_stopped;
    try {
      const Best best(objective.optimizer());
      description_.provenance.left_out.clear();
      set_provenance(description_, Closing::whole);
      const auto checkpoint = whole(make_checkpoint);
      progress_.finish_stage();
      if (auto written = write(checkpoint); !written) return written;
      has_written = true;
      if (auto sampled = play_samples(""); !sampled) return sampled;
    } catch (const Interrupted&) {
      if (!has_written)
        if (auto written = write_stopgap(objective, make_checkpoint); !written) return written;
      tell_state();
      return {};
    }
    if (is_stopped || options_.keep_state)
      tell_state();
    else
      remove_state();
    return {};
  }

  Checkpoint whole(const MakeCheckpoint& make_checkpoint) {
    auto checkpoint = make_checkpoint(Closing::whole, shown("closing"));
    round_to_half(checkpoint);
    return checkpoint;
  }

  ErrorOr<void> write_stopgap(Objective& objective, const MakeCheckpoint& make_checkpoint) {
    const Best best(objective.optimizer());
    set_provenance(description_, Closing::stopgap);
    auto written = write(make_checkpoint(Closing::stopgap, {}));
    for (const auto& what : description_.provenance.left_out)
      progress_.say("stopped: " + what + " (--resume completes it)");
    return written;
  }

  void set_provenance(ModelDescription& description, Closing closing) const {
    auto& provenance = description.provenance;
    provenance.training_minutes = (seconds_[0] + seconds_[1]) / 60;
    if (closing == Closing::stopgap)
      for (auto& what : left_out_of_a_stopgap(description.kind, options_.keeps_passages))
        provenance.left_out.push_back(std::move(what));
  }

  ErrorOr<void> write(const Checkpoint& checkpoint) {
    if (auto written = write_checkpoint(options_.output, checkpoint); !written) return written;
    progress_.say(printable(options_.output.string()) + " is written");
    return {};
  }

  /** Writes the checkpoint, then renders samples of it beside it. */
  ErrorOr<void> publish(const Checkpoint& checkpoint, const std::string& suffix) {
    progress_.finish_stage();
    if (auto written = write(checkpoint); !written) return written;
    return play_samples(suffix);
  }

  ErrorOr<void> play_samples(const std::string& suffix) {
    if (options_.n_samples == 0) return {};
    GenerateOptions samples;
    samples.checkpoint = options_.output;
    samples.output = options_.output;
    samples.output.replace_extension();
    samples.output += suffix + ".wav";
    samples.seconds = options_.sample_duration;
    samples.seed = options_.rng_seed;
    samples.n_samples = options_.n_samples;
    return generate(samples, progress_, [&] { stop_.check(); });
  }

  void tell_state() {
    const auto path = training_state_path(options_.output);
    std::error_code error;
    const auto bytes = std::filesystem::file_size(path, error);
    if (error) return;
    progress_.say(printable(path.string()) +
                  format(" (%.0f MB) holds the state of the training: ", bytes / 1e6) +
                  "--resume continues from it; otherwise it may be removed");
  }

  void remove_state() {
    const auto path = training_state_path(options_.output);
    std::error_code error;
    if (std::filesystem::remove(path, error))
      progress_.say(printable(path.string()) +
                    " is removed: the training is finished (--keep-state keeps it)");
  }

  const TrainOptions& options_;
  const Pretrained* pretrained_;  ///< or null
  torch::Device device_;
  ModelDescription description_;
  double corpus_seconds_;
  float full_scale_;  ///< of the corpus
  Dataset dataset_;   ///< the corpus
  Dataset learned_;   ///< the training data of the small tier: the corpus, with variations if it is short
  std::optional<Dataset> excerpt_;
  int workers_;
  StopRequest& stop_;
  Progress progress_;
  std::optional<TrainingState> resumed_;
  std::array<double, max_stages> seconds_{}, losses_{};
  Objective* codec_state_ = nullptr;
  std::optional<Error> state_error_;
};

/** The message if a signal ends the process before it has learned anything. */
std::string farewell(const TrainOptions& options) {
  if (!options.resume) return "\naeolian train: stopped; nothing was learned yet, and nothing was written\n";
  return "\naeolian train: stopped; nothing was learned yet since it was resumed: " +
         printable(training_state_path(options.output).string()) + " and the other files are unchanged\n";
}

std::string rate_reason(const TrainOptions& options, const Corpus& corpus, const Pretrained* pretrained) {
  if (pretrained)
    return "the rate of " + printable(pretrained->name) +
           ", from which it begins; sounds at other rates are resampled";
  return options.model == ModelKind::bytes && !options.sample_rate ? "as models of the kind bytes do"
                                                                   : corpus.rate_reason;
}

ErrorOr<void> train(const TrainOptions& options) {
  StopRequest stop;
  const auto lock = TrainingLock::take(options.output);
  if (!lock) return tl::unexpected(lock.error());
  stop.remove_at_the_end(lock->path().c_str());
  if (!options.resume)  // something that cannot be resumed is reported before the sounds are read
    if (auto writable = check_training_state_path(options.output); !writable) return writable;
  const std::string text = farewell(options);
  stop.end_at_once(text.c_str());
  const auto device = choose_device(options.device);
  if (!device) return tl::unexpected(device.error());
  std::optional<Pretrained> pretrained;
  if (options.from) {
    std::error_code error;
    if (std::filesystem::equivalent(*options.from, options.output, error))
      return fail(
          "--from and --output are the same file, so --resume could not begin from it again; name another "
          "output");
    auto read = read_pretrained(*options.from, *device);
    if (!read) return tl::unexpected(read.error());
    if (auto agrees = check_agreement(options, *read); !agrees) return agrees;
    pretrained = *std::move(read);
  }
  auto sample_rate = pretrained ? pretrained->description.front_end.sample_rate : options.sample_rate;
  if (options.model == ModelKind::bytes && !sample_rate) sample_rate = default_byte_rate;
  const auto corpus = read_corpus(options.paths, {sample_rate, options.keep_silence},
                                  [](const FileReport& report) { std::cerr << to_string(report) << '\n'; });
  if (!corpus) return tl::unexpected(corpus.error());
  std::cerr << "training at " << corpus->sample_rate << " Hz, "
            << rate_reason(options, *corpus, pretrained ? &*pretrained : nullptr) << '\n';
  auto description =
      pretrained ? description_from(*pretrained, options) : describe(options, corpus->sample_rate);
  if (!description) return tl::unexpected(description.error());
  add_provenance(*description, options, *corpus);
  auto trained =
      Training(options, *corpus, std::move(*description), *device, stop, pretrained ? &*pretrained : nullptr)
          .run();
  stop.end_at_once(nullptr);
  return trained;
}

}  // namespace

int run_train(const TrainOptions& options) {
  one_thread_each();
  if (auto trained = train(options); !trained) {
    std::cerr << printable("aeolian train: " + trained.error().message) << '\n';
    return 1;
  }
  return 0;
}

}  // namespace aeolian
