// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/train/train.h"

#include <array>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <iostream>
#include <memory>
#include <optional>
#include <vector>

#include "core/printable.h"
#include "trainer/analysis/sound_frames.h"
#include "trainer/cli/format.h"
#include "trainer/cli/progress.h"
#include "trainer/cli/stop_request.h"
#include "trainer/cli/task_progress.h"
#include "trainer/cli/training_log.h"
#include "trainer/commands/generate.h"
#include "trainer/dataset/dataset.h"
#include "trainer/export/calibration.h"
#include "trainer/export/decoder_calibration.h"
#include "trainer/export/rounding.h"
#include "trainer/export/trained_baselines.h"
#include "trainer/export/trained_model.h"
#include "trainer/learn/codec_objective.h"
#include "trainer/learn/latents.h"
#include "trainer/learn/pretrained.h"
#include "trainer/learn/stage.h"
#include "trainer/learn/training_state.h"
#include "trainer/learn/trunk_objective.h"
#include "trainer/networks/modules.h"
#include "trainer/ranks/rank_zero.h"
#include "trainer/rendezvous/rank_settings.h"
#include "trainer/train/beginning.h"
#include "trainer/train/dry_run.h"
#include "trainer/train/follow.h"
#include "trainer/train/forecast.h"
#include "trainer/train/rank_facts.h"
#include "trainer/train/stage_result.h"
#include "trainer/train/training_lock.h"

namespace aeolian::trainer {

namespace {

/**
 * Shares of the given minutes: for a new codec, for one that adapts, and for finishing (names, calibration
 * and samples).
 */
constexpr double learning_codec_share = 0.4, adapting_codec_share = 0.1, closing_share = 0.04;

/** Length of the excerpt used for the interim checkpoint of a stopped training, seconds. */
constexpr double stopgap_s = 300;

/** Creates the checkpoint from the trained networks. */
using MakeCheckpoint = std::function<Checkpoint(Closing, const TaskProgress&)>;

/** One run of `aeolian train`, from the sounds to the checkpoint. */
class Training {
 public:
  /**
   * `stop` must still be ending the process at once: until the first training step there is nothing to lose.
   * `ranks` is null if one process trains alone.
   */
  Training(const TrainOptions& options, const Beginning& beginning, Datasets datasets, RankZero* ranks,
           StopRequest& stop, Progress& progress)
      : options_(options),
        pretrained_(beginning.model()),
        pretrained_digest_(beginning.pretrained_digest),
        device_(beginning.device),
        description_(beginning.description),
        corpus_seconds_(beginning.corpus.seconds()),
        full_scale_(datasets.full_scale),
        dataset_(std::move(datasets.own)),
        learned_(std::move(datasets.learned)),
        sample_(description_.kind == ModelKind::bytes ? dataset_
                                                      : sample_of(dataset_, sample_s, 1 / frame_s())),
        workers_(workers_of(options, beginning)),
        ranks_(ranks),
        stop_(stop),
        progress_(progress) {}

  ErrorOr<void> run() {
    if (options_.resume) {
      auto state = read_training_state(options_.output);
      if (!state) return tl::unexpected(state.error());
      if (auto same = state->check_beginning(pretrained_digest_); !same) return same;
      resumed_ = std::move(*state);
      past_ = resumed_->past();
      progress_.say("resuming from " + printable(training_state_path(options_.output).string()));
    }
    auto done = learn();
    if (done && state_error_) return tl::unexpected(*state_error_);
    if (done && log_error_) return tl::unexpected(*log_error_);
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
              const auto& of = closing == Closing::whole ? sample_ : excerpt_of_corpus();
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

  /** Whether this training goes on from a state in which the codec is finished. */
  bool has_trunk_to_resume() const { return resumed_ && resumed_->past().stage == 1; }

  ErrorOr<void> run_small() {
    if (learned_.streams.size() > dataset_.streams.size()) progress_.say(variations_in_words);
    if (!has_trunk_to_resume()) begin_stage_of_ranks(0);
    CodecObjective codec_learner(learned_, description_, workers_, options_.rng_seed, device_, pretrained_,
                                 options_.settings.learning);
    auto told = run_stage(codec_learner, 0, codec_share(), nullptr);
    if (!told) return told;
    codec_state_ = &codec_learner;
    // The checkpoint of an earlier run plays better than an interim one without a trunk.
    const bool plays_already = has_trunk_to_resume() && read_checkpoint(options_.output);
    if (!plays_already) stop_.end_at_once(nullptr);
    Prepared prepared;
    try {
      stop_.check();
      prepare(codec_learner, prepared);
    } catch (const Interrupted&) {
      return close_without_trunk(codec_learner);
    }
    const auto checkpoint = [&](Closing closing, const TaskProgress& progress) {
      return make_small_checkpoint(description_, sample_, prepared.latents, prepared.codec,
                                   *prepared.trunk_learner, options_.rng_seed, options_.passage_minutes,
                                   closing, progress);
    };
    told = run_stage(*prepared.trunk_learner, 1, 1 - codec_share() - closing_share, checkpoint);
    if (!told) return told;
    return close(*prepared.trunk_learner, 1, checkpoint);
  }

  void prepare(CodecObjective& codec_learner, Prepared& prepared) {
    const Best best(codec_learner.optimizer());
    const auto progress = shown("preparing");
    auto description = description_;
    prepared.codec =
        codec_learner.finish(description, sample_.is_whole() ? std::vector<Span>() : sample_.training,
                             progress.part("codec", 0, .15));
    begin_stage_of_ranks(1, [&] { return codec_to_bytes(prepared.codec, description); });
    prepared.codec->to(device_);
    prepared.latents = encode_what_fits(learned_, sample_, prepared.codec, description, device_,
                                        progress.part("latents", .15, .6));
    calibrate_decoder(prepared.codec, description, sample_, prepared.latents, options_.rng_seed,
                      progress.part("decoder", .6, .9));
    progress.part("trunk", .9, 1)(0);
    prepared.trunk_learner =
        std::make_unique<TrunkObjective>(learned_, prepared.latents, description, workers_, options_.rng_seed,
                                         device_, pretrained_, options_.settings.learning);
    description_ = std::move(description);
    progress_.finish_stage();
  }

  /** Tells the other ranks to make their networks for a stage, from the result of the one before. */
  void begin_stage_of_ranks(int stage, const std::function<std::string()>& result = {}) {
    if (ranks_) ranks_->begin_stage(stage, result ? result() : "");
  }

  /** Releases the other ranks: only rank 0 finishes the training. */
  void end_ranks() {
    if (ranks_) ranks_->end("rank 0 has ended the training and writes the checkpoint; this rank is done");
  }

  /**
   * Finishes a training that was stopped before there was a trunk, from an excerpt of the corpus, in seconds.
   */
  ErrorOr<void> close_without_trunk(CodecObjective& codec_learner) {
    end_ranks();
    progress_.say(pretrained_
                      ? "stopped before the trunk was trained: the checkpoint plays with the trunk of " +
                            printable(pretrained_->name)
                      : "stopped before the trunk was trained: the checkpoint plays the timbres of the "
                        "corpus in no particular order");
    {
      const Best best(codec_learner.optimizer());
      auto description = description_;
      const Dataset& some = excerpt_of_corpus();
      Codec codec = codec_learner.finish(description, some.training);
      codec->to(device_);
      const auto latents = encode_training_part(some, some, codec, description, device_);
      TrunkObjective trunk_learner(some, latents, description, 1, options_.rng_seed, device_, pretrained_);
      description.provenance.left_out = {"the trunk is not trained", "the decoder is not calibrated"};
      set_provenance(description, Closing::stopgap);
      if (auto written = write(make_small_checkpoint(description, some, latents, codec, trunk_learner,
                                                     options_.rng_seed, 0, Closing::stopgap));
          !written)
        return written;
    }
    // A state that already has a trunk stays as it is.
    if (!has_trunk_to_resume()) save_state(0, past_.seconds[0], past_.losses[0], codec_learner);
    tell_state();
    return {};
  }

  template <class Baseline, class Make>
  ErrorOr<void> run_baseline(const Make& make) {
    begin_stage_of_ranks(0);
    Baseline objective(dataset_, description_, workers_, options_.rng_seed, device_,
                       options_.settings.learning);
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
    stage_names_[index] = objective.stage();
    if (resumed_ && resumed_->past().stage >= index) {
      if (auto loaded = resumed_->load(objective, index); !loaded) return loaded;
      before.seconds = past_.seconds[index];
      if (std::isfinite(past_.losses[index])) before.loss = past_.losses[index];
      if (resumed_->past().stage > index) return {};  // a later stage is based on this one's result
    }
    if (options_.log && !log_) {
      auto log = TrainingLog::open(*options_.log, resumed_ ? std::optional(spent_s()) : std::nullopt);
      if (!log) return tl::unexpected(log.error());
      log_ = *std::move(log);
    }
    StageEvents events;
    events.step = [&](const StageMoment& moment) { note(index, moment); };
    events.epoch = [&](std::int64_t epoch) {
      description_.provenance.epochs = static_cast<int>(epoch);
      if (!make_checkpoint || options_.sample_every == 0 || epoch % options_.sample_every != 0) return;
      try {
        if (auto published = publish(whole(make_checkpoint), "-epoch-" + std::to_string(epoch)); !published)
          progress_.say(printable(published.error().message) + "; training continues");
      } catch (const Interrupted&) {
        return;  // the stage checks for a stop as well
      }
    };
    events.save = [&](double stage_seconds, double loss) {
      save_state(index, stage_seconds, loss, objective);
    };
    if (ranks_) {
      objective.optimizer().join(*ranks_);
      ranks_->await_prepared([&] { return stop_.requested(); });
    }
    stop_.end_at_once(nullptr);
    // The initial weights stay the best until better ones are learned.
    if (pretrained_ && before.seconds == 0) objective.optimizer().keep_best(objective.held_out());
    const auto outcome = aeolian::trainer::run_stage(objective, budget_of(objective, index, share), before,
                                                     frame_s(), events, stop_, progress_);
    if (ranks_) ranks_->say_costs();
    past_.seconds[index] = outcome.seconds;
    past_.losses[index] = outcome.loss;
    description_.provenance.learning_rate = objective.optimizer().learning_rate();
    description_.provenance.batch_size = objective.batch_size();
    description_.provenance.training_loss = outcome.loss;
    description_.provenance.epochs =
        static_cast<int>(objective.optimizer().steps() / objective.steps_per_epoch());
    description_.provenance.held_out_loss = outcome.held_out_loss;
    return {};
  }

  /** Seconds of training so far. */
  double spent_s() const { return past_.seconds[0] + past_.seconds[1]; }

  /** Records the losses of a step for the learning curve and the log. */
  void note(int index, const StageMoment& moment) {
    const double seconds = moment.seconds + (index > 0 ? past_.seconds[0] : 0);
    write_log({seconds, stage_names_[index], moment.step, moment.loss, moment.held_out_loss, moment.speed});
    if (moment.held_out_loss && std::isfinite(moment.loss) && std::isfinite(*moment.held_out_loss))
      past_.curve[index].push_back({"", moment.step, seconds, moment.loss, *moment.held_out_loss});
  }

  /** If the log cannot be written, it ends there; the training continues. */
  void write_log(const LogLine& line) {
    if (!log_) return;
    if (auto written = log_->write(line); !written) {
      log_error_ = written.error();
      progress_.say(printable(log_error_->message) + "; the log ends here, but training continues");
      log_.reset();
    }
  }

  double codec_share() const {
    return options_.settings.learning.codec_share.value_or(pretrained_ ? adapting_codec_share
                                                                       : learning_codec_share);
  }

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

  double expected_closing_s() const { return closing_seconds(description_.kind, corpus_seconds_); }

  /** If the state cannot be written, the training stops, so that it can still write the checkpoint. */
  void save_state(int index, double stage_seconds, double loss, Objective& objective) {
    past_.stage = index;
    past_.seconds[index] = stage_seconds;
    past_.losses[index] = loss;
    std::vector<Objective*> objectives{&objective};
    if (codec_state_ && codec_state_ != &objective) objectives.insert(objectives.begin(), codec_state_);
    auto written = write_training_state(options_.output, past_, objectives, pretrained_digest_);
    if (written || state_error_) return;
    state_error_ = written.error();
    progress_.say(printable(written.error().message) + "; stopping here and writing the checkpoint");
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

  /** Shows a task's progress, and throws if a stop was requested. */
  TaskProgress shown(const std::string& stage) {
    const auto begin = std::chrono::steady_clock::now();
    const double expected = expected_closing_s();
    return TaskProgress([this, stage, begin, expected](std::string_view part, double done) {
      stop_.check();
      const double ran = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
      const double left = done > .1 ? ran / done * (1 - done) : expected - ran;
      const std::string phase = stage + ": " + std::string(part);
      write_log({.seconds = spent_s() + ran, .phase = phase});
      progress_.update({.stage = phase, .done = done, .seconds_left = std::max(1., left)});
    });
  }

  /** Finishes a training whose last stage was `index`, and prints the outcome. */
  ErrorOr<void> close(Objective& objective, int index, const MakeCheckpoint& make_checkpoint) {
    end_ranks();
    const bool is_stopped = stop_.requested();
    if (is_stopped) {
      if (auto written = write_stopgap(objective, make_checkpoint); !written) return written;
      save_state(index, past_.seconds[index], past_.losses[index], objective);
      if (!stop_.is_by_hand()) {
        tell_state();
        return {};
      }
      progress_.say("the checkpoint plays already; completing the missing parts, in about " +
                    clock_text(expected_closing_s()) + " (Ctrl-C skips this)");
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
    auto checkpoint = make_checkpoint(Closing::whole, shown("finishing"));
    round_checkpoint(checkpoint);
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
    provenance.training_minutes = spent_s() / 60;
    provenance.curve.clear();
    for (int i = 0; i < max_stages; ++i)
      for (auto point : past_.curve[i]) {
        point.stage = stage_names_[i];
        provenance.curve.push_back(std::move(point));
      }
    if (closing == Closing::stopgap)
      for (auto& what : left_out_of_a_stopgap(description.kind, options_.passage_minutes > 0))
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
                  "--resume continues from it; if you do not need it, you may remove it");
  }

  void remove_state() {
    const auto path = training_state_path(options_.output);
    std::error_code error;
    if (std::filesystem::remove(path, error))
      progress_.say(printable(path.string()) +
                    " was removed: the training is finished (--keep-state keeps it)");
  }

  const TrainOptions& options_;
  const Pretrained* pretrained_;  ///< null = begins from scratch
  const std::string pretrained_digest_;
  torch::Device device_;
  ModelDescription description_;
  double corpus_seconds_;
  float full_scale_;  ///< of the corpus
  Dataset dataset_;   ///< the corpus
  Dataset learned_;   ///< the training data of the small tier: the corpus, with variations if it is short
  Dataset sample_;    ///< the data for finishing: the corpus, or a sample of a long one
  std::optional<Dataset> excerpt_;
  int workers_;
  RankZero* ranks_;  ///< null = trains alone
  StopRequest& stop_;
  Progress& progress_;
  std::optional<TrainingState> resumed_;
  TrainingPast past_;  ///< including this run
  std::array<std::string, max_stages> stage_names_;
  std::optional<TrainingLog> log_;
  std::optional<Error> log_error_;
  Objective* codec_state_ = nullptr;
  std::optional<Error> state_error_;
};

/** The message if a signal ends the process before it has learned anything. */
std::string farewell(const TrainOptions& options) {
  if (!options.resume)
    return std::string("\naeolian train: stopped; nothing was learned yet, and ") +
           (options.cache.is_off ? "nothing was written\n" : "no checkpoint was written\n");
  return "\naeolian train: stopped; nothing was learned yet since it was resumed: " +
         printable(training_state_path(options.output).string()) + " and the other files are unchanged\n";
}

/** The position of this process among the ranks; nothing if it trains alone. */
ErrorOr<std::optional<RankSettings>> find_ranks(const TrainOptions& options, Progress& progress) {
  if (options.ranks.ranks.empty()) return std::nullopt;
  auto settings = resolve_ranks(options.ranks, [](const char* name) { return std::getenv(name); });
  if (!settings) return tl::unexpected(settings.error());
  if (settings->ranks == 1) {
    progress.say("a single rank, by " + settings->origin);
    return std::nullopt;
  }
  progress.say(format("rank %d of %d, rank 0 at %s port %d, by %s", settings->rank, settings->ranks,
                      printable(settings->host).c_str(), settings->port, settings->origin.c_str()));
  return *std::move(settings);
}

/** A rank other than 0 has nothing to lose if a signal ends it. */
ErrorOr<void> train_as_other_rank(TrainOptions options, const RankSettings& settings, StopRequest& stop,
                                  Progress& progress) {
  const std::string text =
      format("\naeolian train: rank %d leaves the training; the others go on without it\n", settings.rank);
  stop.end_at_once(text.c_str());
  options.analysis_begins_at = static_cast<double>(settings.rank) / settings.ranks;
  auto followed = follow_rank_zero(options, settings, progress);
  stop.end_at_once(nullptr);
  return followed;
}

ErrorOr<std::unique_ptr<RankZero>> open_ranks(const TrainOptions& options,
                                              const std::optional<RankSettings>& settings,
                                              Progress& progress) {
  if (!settings) return nullptr;
  return RankZero::open(*settings, facts_of_options(options, *settings),
                        [&](const std::string& line) { progress.say(line); });
}

ErrorOr<void> tell_what_was_read(RankZero& ranks, const TrainOptions& options, const Beginning& beginning) {
  auto facts = facts_of_sounds(options, beginning);
  if (!facts) return tl::unexpected(facts.error());
  ranks.has_read(workers_of(options, beginning), *std::move(facts));
  return {};
}

ErrorOr<void> train(TrainOptions options) {
  if (options.dry_run) return tell_plan(options);
  StopRequest stop;
  Progress progress(options.quiet);
  const auto settings = find_ranks(options, progress);
  if (!settings) return tl::unexpected(settings.error());
  if (*settings) options.local_rank = (*settings)->local_rank;
  if (*settings && (*settings)->rank > 0) return train_as_other_rank(options, **settings, stop, progress);
  const auto lock = TrainingLock::take(options.output);
  if (!lock) return tl::unexpected(lock.error());
  stop.remove_at_the_end(lock->path().c_str());
  if (!options.resume)  // refuses a training that could not be resumed, before its sounds are read
    if (auto writable = check_training_state_path(options.output); !writable) return writable;
  const std::string text = farewell(options);
  stop.end_at_once(text.c_str());
  auto ranks = open_ranks(options, *settings, progress);
  if (!ranks) return tl::unexpected(ranks.error());
  auto beginning = read_beginning(options, progress);
  if (!beginning) return tl::unexpected(beginning.error());
  if (*ranks)
    if (auto told = tell_what_was_read(**ranks, options, *beginning); !told) return told;
  auto datasets = make_datasets(options, *beginning);
  if (!datasets) return tl::unexpected(datasets.error());
  beginning->samples.reset();
  beginning->corpus.sounds.clear();
  auto trained = Training(options, *beginning, *std::move(datasets), ranks->get(), stop, progress).run();
  stop.end_at_once(nullptr);
  return trained;
}

}  // namespace

int run_train(const TrainOptions& options) {
  one_thread_each();
  auto trained = [&]() -> ErrorOr<void> {
    try {
      return train(options);
    } catch (const FramesLost& lost) {
      return fail(lost.what());
    } catch (const RanksLost& lost) {
      return fail(lost.what());
    } catch (const c10::Error& error) {  // such as lack of memory
      return fail("LibTorch: " + error.msg());
    }
  }();
  if (trained) return 0;
  std::cerr << printable("aeolian train: " + trained.error().message) << '\n';
  return 1;
}

}  // namespace aeolian::trainer
