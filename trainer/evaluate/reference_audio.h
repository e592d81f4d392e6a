// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string>
#include <vector>

#include "trainer/corpus/corpus.h"
#include "trainer/evaluate/sharpness_and_voice.h"
#include "trainer/measures/distance.h"
#include "trainer/measures/liveness.h"
#include "trainer/measures/mel.h"
#include "trainer/measures/quotation.h"

namespace aeolian::trainer {

/** One named source of the corpus, its files one after the other as the trainer puts them. */
struct SourceSound {
  std::string name;
  std::vector<float> samples;
  Matrix mel;       ///< (frames, mel_bands), dB
  Matrix training;  ///< pooled windows that lie within what was learned from, as they are
  Matrix held_out;  ///< ... and within what was held out
};

/** The real sound, and all that is fixed from it before anything generated is looked at. */
class ReferenceAudio {
 public:
  /**
   * `corpus` with the trainer's split for a model of `frame_rate` frames a second (FrontEnd); pieces of
   * `seconds` are what generated sound is held against.
   */
  ReferenceAudio(const Corpus& corpus, double frame_rate, double seconds);

  /** Scaled windows of a second, one after the other. */
  Matrix windows(const std::vector<float>& samples) const;

  /** The same, not scaled, one every `hop_s` seconds: what a Classifier takes. */
  Matrix plain_windows(const std::vector<float>& samples, double hop_s) const;

  int sample_rate() const { return analysis_.sample_rate(); }
  const MelAnalysis& analysis() const { return analysis_; }
  const std::vector<SourceSound>& sources() const { return sound_.sources; }
  const RealWindows& real() const { return real_; }
  float floor_db() const {
    return sound_.floor_db;
  }  ///< below it nothing is heard: 70 dB under the loudest band
  const Eigen::RowVectorXf& centre() const { return centre_; }
  double seconds() const;

  const Matrix& training() const { return training_; }  ///< scaled, many a second
  const std::vector<double>& held_out_nearest() const { return held_out_nearest_; }

  const QuotationDetector& quotation_detector() const {
    return quotation_detector_;
  }  ///< of what was learned
  const Quotation& held_out_quotation() const { return held_out_quotation_; }

  /** The stretches of all sources that were held out: six seconds of each minute. */
  std::vector<std::span<const float>> held_out_pieces() const { return pieces(true); }
  /** ... and those between them, that were learned from. */
  std::vector<std::span<const float>> training_pieces() const { return pieces(false); }

  const SharpnessAndVoice& sharpness_and_voice() const {
    return sharpness_and_voice_;
  }  ///< of held-out sound

  /** Of at most twenty excerpts, evenly spread, as long as the generated sound. */
  const std::vector<double>& self_similarities() const { return self_similarities_; }
  double pulse_clarity() const { return pulse_clarity_; }  ///< mean over the same excerpts

  const Liveness& live() const { return live_; }
  double energy_spread_db() const { return energy_spread_db_; }
  double onset_rate() const { return onset_rate_; }
  double repetition() const { return repetition_; }  ///< mean over pieces
  double drift_db() const {
    return drift_db_;
  }  ///< mean absolute change of level over four minutes; 0 = too short

 private:
  struct Sound {
    float floor_db = 0;
    std::vector<SourceSound> sources;
  };
  static Sound gather(const Corpus& corpus, const MelAnalysis& analysis, double frame_rate);
  static RealWindows real_windows(const Sound& sound, const MelAnalysis& analysis, const Scaling& scaling);
  void measure_pieces(double seconds);
  void measure_form(const Matrix& mel, Eigen::Index length);
  std::vector<std::span<const float>> pieces(bool held_out) const;

  MelAnalysis analysis_;
  double frame_rate_;  ///< of the model's front end, by which the split was made
  Sound sound_;
  Scaling scaling_;
  RealWindows real_;
  Eigen::RowVectorXf centre_;
  Matrix training_;
  std::vector<double> held_out_nearest_;
  QuotationDetector quotation_detector_;
  Quotation held_out_quotation_;
  SharpnessAndVoice sharpness_and_voice_;
  std::vector<double> self_similarities_;
  double pulse_clarity_ = 0;
  Liveness live_;
  double energy_spread_db_ = 0, onset_rate_ = 0, repetition_ = 0, drift_db_ = 0;
};

}  // namespace aeolian::trainer
