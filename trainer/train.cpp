#include "trainer/train.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <ctime>
#include <iostream>
#include <optional>
#include <thread>
#include <vector>

#include "core/torch/modules.h"
#include "trainer/calibration.h"
#include "trainer/codec_learner.h"
#include "trainer/corpus.h"
#include "trainer/dataset.h"
#include "trainer/decoder_calibration.h"
#include "trainer/generate.h"
#include "trainer/progress.h"
#include "trainer/stage.h"
#include "trainer/stop_request.h"
#include "trainer/trained_baselines.h"
#include "trainer/trained_model.h"
#include "trainer/training_state.h"
#include "trainer/trunk_learner.h"
#include "trainer/variations.h"

namespace aeolian {

namespace {

/** Of the minutes given: what goes to the codec, and what is kept back for names, calibration and samples. */
constexpr double codec_share = 0.4, closing_share = 0.04;

/** Data-parallel workers on the CPU: more than a batch feeds would wait for each other. */
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

ErrorOr<ModelDescription> describe(const TrainOptions& options, int sample_rate) {
  if (options.model == ModelKind::bytes && (options.window_ms || options.bands || options.max_frequency))
    return fail("a bytes model has no spectrum: --window-ms, --bands and --max-frequency say nothing to it");
  const auto front_end = make_front_end(sample_rate, options.window_ms.value_or(default_window_ms),
                                        options.bands.value_or(default_bands),
                                        options.max_frequency.value_or(default_max_frequency));
  if (!front_end) return tl::unexpected(front_end.error());
  return standard_sizes(options.model, *front_end);
}

Dataset dataset_for(const ModelDescription& description, const Corpus& corpus, float full_scale) {
  if (description.kind == ModelKind::bytes) return make_byte_dataset(corpus, full_scale);
  return make_dataset(corpus, description.front_end);
}

/** Longer sound is not learned by heart in the time that it is usually given. */
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

void add_provenance(ModelDescription& d, const TrainOptions& options, const Corpus& corpus) {
  d.provenance.command = options.command;
  d.provenance.version = AEOLIAN_VERSION;
  d.provenance.created = utc_now();
  for (const auto& sound : corpus.sounds)
    d.provenance.sources.push_back(
        {sound.name, options.licence, static_cast<double>(sound.samples.size()) / corpus.sample_rate});
}

/** One run of `aeolian train`, from the sounds to the checkpoint. */
class Training {
 public:
  Training(const TrainOptions& options, const Corpus& corpus, ModelDescription description,
           torch::Device device)
      : options_(options),
        device_(device),
        description_(std::move(description)),
        full_scale_(corpus.peak()),
        dataset_(dataset_for(description_, corpus, full_scale_)),
        learned_(description_.kind == ModelKind::small && is_short(corpus)
                     ? with_variations(dataset_, corpus, description_.front_end)
                     : dataset_),
        workers_(device.is_cuda() ? 1 : worker_count(options.threads)) {}

  ErrorOr<void> run() {
    if (options_.resume) {
      auto state = read_training_state(options_.output);
      if (!state) return tl::unexpected(state.error());
      resumed_ = std::move(*state);
      progress_.say("resumes from " + training_state_path(options_.output).string());
    }
    switch (description_.kind) {
      case ModelKind::small:
        return run_small();
      case ModelKind::frame_lstm:
        return run_baseline<FrameLstmLearner>([&](FrameLstmLearner& learner) {
          return make_frame_lstm_checkpoint(description_, dataset_, learner);
        });
      case ModelKind::autoencoder:
        return run_baseline<AutoencoderLearner>([&](AutoencoderLearner& learner) {
          return make_autoencoder_checkpoint(description_, dataset_, learner);
        });
      case ModelKind::bytes:
        return run_baseline<ByteLearner>([&](ByteLearner& learner) {
          return make_byte_checkpoint(description_, dataset_, full_scale_, learner);
        });
    }
    return fail("there is nothing that learns this kind of model");
  }

 private:
  ErrorOr<void> run_small() {
    if (learned_.streams.size() > dataset_.streams.size())
      progress_.say("less than twenty minutes of sound: it is learned a semitone higher and lower as well");
    CodecLearner codec_learner(learned_, description_, workers_, options_.rng_seed, device_);
    auto told = run_stage(codec_learner, 0, codec_share, nullptr);
    if (!told) return told;
    codec_learner.descent().restore_best();
    Codec codec = codec_learner.finish(description_);
    codec->to(device_);
    const auto latents = encode_dataset(learned_, codec, description_, device_);
    calibrate_decoder(codec, description_, dataset_, latents, options_.rng_seed);
    TrunkLearner trunk_learner(learned_, latents, description_, workers_, options_.rng_seed, device_);
    codec_state_ = &codec_learner;
    const auto checkpoint = [&] {
      return make_small_checkpoint(description_, dataset_, latents, codec, trunk_learner, options_.rng_seed);
    };
    if (stop_.requested() && !(resumed_ && resumed_->stage() == 1)) {
      progress_.say("stopped before the trunk was trained: it plays the corpus's colours, without an order");
      return close(trunk_learner, checkpoint);
    }
    told = run_stage(trunk_learner, 1, 1 - codec_share - closing_share, checkpoint);
    if (!told) return told;
    return close(trunk_learner, checkpoint);
  }

  template <class Baseline, class Make>
  ErrorOr<void> run_baseline(const Make& make) {
    Baseline learner(dataset_, description_, workers_, options_.rng_seed, device_);
    const auto checkpoint = [&] { return make(learner); };
    auto told = run_stage(learner, 0, 1 - closing_share, checkpoint);
    if (!told) return told;
    return close(learner, checkpoint);
  }

  /** Runs one stage to the end of its share of the budget, or to a request to stop. */
  ErrorOr<void> run_stage(Learner& learner, int index, double share,
                          const std::function<Checkpoint()>& make_checkpoint) {
    double seconds = 0;
    if (resumed_ && resumed_->stage() >= index) {
      if (auto loaded = resumed_->load(learner, index); !loaded) return loaded;
      seconds = resumed_->seconds_of(index);
      seconds_[index] = seconds;
      if (resumed_->stage() > index) return {};  // a later stage stands on what this one came to
    }
    StageBudget budget;
    if (options_.epochs)
      budget.steps = *options_.epochs * learner.steps_per_epoch();
    else
      budget.seconds = options_.minutes.value_or(default_training_minutes) * 60 * share;

    StageEvents events;
    events.epoch = [&](std::int64_t epoch) -> ErrorOr<void> {
      description_.provenance.epochs = static_cast<int>(epoch);
      if (!make_checkpoint || options_.sample_every == 0 || epoch % options_.sample_every != 0) return {};
      return publish(make_checkpoint(), "-epoch-" + std::to_string(epoch));
    };
    events.save = [&](double stage_seconds) {
      seconds_[index] = stage_seconds;
      std::vector<Learner*> learners{&learner};
      if (codec_state_ && codec_state_ != &learner) learners.insert(learners.begin(), codec_state_);
      return write_training_state(options_.output, index, seconds_, learners);
    };
    const auto outcome = aeolian::run_stage(learner, budget, seconds, frame_s(), events, stop_, progress_);
    if (!outcome) return tl::unexpected(outcome.error());
    seconds_[index] = outcome->seconds;
    description_.provenance.training_loss = outcome->loss;
    description_.provenance.epochs = static_cast<int>(learner.descent().steps() / learner.steps_per_epoch());
    description_.provenance.held_out_loss = outcome->held_out_loss;
    return {};
  }

  /** Seconds of sound in a frame of the dataset. */
  double frame_s() const {
    const FrontEnd& front_end = description_.front_end;
    return description_.kind == ModelKind::bytes ? 1. / front_end.sample_rate : 1 / front_end.frame_rate();
  }

  ErrorOr<void> close(Learner& learner, const std::function<Checkpoint()>& make_checkpoint) {
    learner.descent().restore_best();
    description_.provenance.training_minutes = (seconds_[0] + seconds_[1]) / 60;
    return publish(make_checkpoint(), "");
  }

  /** Writes the checkpoint, then lets it play into samples beside it. */
  ErrorOr<void> publish(const Checkpoint& checkpoint, const std::string& suffix) {
    if (auto written = write_checkpoint(options_.output, checkpoint); !written) return written;
    progress_.say(options_.output.string() + " is written");
    if (options_.n_samples == 0) return {};
    GenerateOptions samples;
    samples.checkpoint = options_.output;
    samples.output = options_.output;
    samples.output.replace_extension();
    samples.output += suffix + ".wav";
    samples.seconds = options_.sample_duration;
    samples.seed = options_.rng_seed;
    samples.n_samples = options_.n_samples;
    return generate(samples, progress_);
  }

  const TrainOptions& options_;
  torch::Device device_;
  ModelDescription description_;
  float full_scale_;  ///< of the corpus
  Dataset dataset_;  ///< the corpus
  Dataset learned_;  ///< what the small tier learns from: the corpus, with variations where it is short
  int workers_;
  StopRequest stop_;
  Progress progress_;
  std::optional<TrainingState> resumed_;
  std::array<double, 2> seconds_{};
  Learner* codec_state_ = nullptr;
};

ErrorOr<void> train(const TrainOptions& options) {
  const auto device = choose_device(options.device);
  if (!device) return tl::unexpected(device.error());
  auto sample_rate = options.sample_rate;
  if (options.model == ModelKind::bytes && !sample_rate) sample_rate = default_byte_rate;
  const auto corpus = read_corpus(options.paths, {sample_rate, options.keep_silence},
                                  [](const FileReport& report) { std::cerr << to_string(report) << '\n'; });
  if (!corpus) return tl::unexpected(corpus.error());
  auto description = describe(options, corpus->sample_rate);
  if (!description) return tl::unexpected(description.error());
  add_provenance(*description, options, *corpus);
  return Training(options, *corpus, std::move(*description), *device).run();
}

}  // namespace

int run_train(const TrainOptions& options) {
  one_thread_each();
  if (auto trained = train(options); !trained) {
    std::cerr << "aeolian train: " << trained.error().message << '\n';
    return 1;
  }
  return 0;
}

}  // namespace aeolian
