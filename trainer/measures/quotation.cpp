// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/measures/quotation.h"

#include <algorithm>
#include <cmath>

namespace aeolian::trainer {
namespace {

constexpr double quotation_step_s = .25, surroundings_s = 1;
constexpr int semitones_a_band = 3, kept_components = 16;
constexpr float level_floor = .02f;    // of the mean band over two seconds
constexpr float least_variance = .3f;  // of the mean component's, added before scaling
constexpr float faint_share = .15f;    // of the mean window's energy
constexpr Eigen::Index steps_a_window = 4;
constexpr std::array transpositions{0, 1, -1};
constexpr std::array slopes{1., .95, 1.05};
constexpr Eigen::Index ring_rows = 32, block_rows = 16;  // windows kept, and correlated at once
constexpr Eigen::Index chunk = 2048;  // positions that fit into a processor's first-level cache
constexpr Eigen::Index line_windows = 4, line_apart = 2;
constexpr Eigen::Index off_line = 2;  // frames by which a line may deviate from its slope per step

using Row = Eigen::RowVectorXf;

/** The mean of each column over up to `reach` rows before and after. */
Matrix moving_mean(const Matrix& values, Eigen::Index reach) {
  Eigen::MatrixXd sums = Eigen::MatrixXd::Zero(values.rows() + 1, values.cols());
  for (Eigen::Index t = 0; t < values.rows(); ++t)
    sums.row(t + 1) = sums.row(t) + values.row(t).cast<double>();
  Matrix means(values.rows(), values.cols());
  for (Eigen::Index t = 0; t < values.rows(); ++t) {
    const auto begin = std::max<Eigen::Index>(0, t - reach), end = std::min(values.rows(), t + reach + 1);
    means.row(t) = ((sums.row(end) - sums.row(begin)) / static_cast<double>(end - begin)).cast<float>();
  }
  return means;
}

/** The movement in three-semitone bands of the sound transposed `transposition` semitones down. */
Matrix moving_bands(const Matrix& powers, double frame_rate, int transposition) {
  const Eigen::Index bands = (powers.cols() - 2) / semitones_a_band;
  const auto reach = static_cast<Eigen::Index>(std::lround(surroundings_s * frame_rate));
  Matrix values(powers.rows(), bands);
  for (Eigen::Index band = 0; band < bands; ++band)
    values.col(band) =
        powers.middleCols(1 + transposition + band * semitones_a_band, semitones_a_band).rowwise().mean();
  const Matrix level = moving_mean(values.rowwise().mean(), reach).cwiseMax(1e-12f);
  values.array().colwise() /= level.col(0).array();
  values = (values.array() + level_floor).log();
  values -= moving_mean(values, reach);
  return values;
}

/** Scales the leading principal components of `rows` to one variance. */
Matrix whitening_of(const Matrix& rows) {
  const Eigen::MatrixXf covariance =
      rows.transpose() * rows / static_cast<float>(std::max<Eigen::Index>(1, rows.rows()));
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXf> solver(covariance);
  const float least = least_variance * solver.eigenvalues().mean() + 1e-9f;
  const Matrix all = solver.eigenvectors() *
                     (solver.eigenvalues().array().max(0.f) + least).sqrt().inverse().matrix().asDiagonal();
  return all.rightCols(std::min<Eigen::Index>(kept_components, all.cols()));
}

Eigen::Index longest_line(std::size_t windows, Eigen::Index apart) {
  return (static_cast<Eigen::Index>(windows) - 1) * apart;
}

}  // namespace

double Quotation::followed_share() const {
  if (followed.empty()) return 0;
  return static_cast<double>(std::ranges::count(followed, true)) / static_cast<double>(followed.size());
}

void Quotation::add(const Quotation& other) {
  step_s = other.step_s;
  followed.insert(followed.end(), other.followed.begin(), other.followed.end());
  longest_s = std::max(longest_s, other.longest_s);
  for (std::size_t i = 0; i < distances.size(); ++i)
    distances[i].insert(distances[i].end(), other.distances[i].begin(), other.distances[i].end());
}

/** Correlates a sound's windows with every place of the corpus, a few windows at a time. */
class QuotationLines {
 public:
  QuotationLines(const QuotationDetector& detector, std::span<const float> samples) : d_(detector) {
    const Matrix powers = d_.analysis_.frames(samples);
    window_ = steps_a_window * d_.step_;
    positions_ = std::max<Eigen::Index>(0, d_.frames_.rows() - window_ + 1);
    if (powers.rows() >= window_ && positions_ > 0) count_ = (powers.rows() - window_) / d_.step_ + 1;
    for (std::size_t i = 0; i < transpositions.size(); ++i) {
      frames_[i] = moving_bands(powers, d_.analysis_.frame_rate(), transpositions[i]) * d_.whitening_;
      ring_[i] = Matrix::Zero(ring_rows, positions_);
    }
  }

  Eigen::Index count() const { return count_; }  ///< windows, one a step

  /**
   * The best correlation of `windows` windows, `apart` steps from each other, from `first` on, on a line
   * beginning at each position: their mean, or that of the first and the last if that is less. Valid until
   * the next call; `first` must not decrease.
   */
  Eigen::Ref<const Row> best(Eigen::Index first, Eigen::Index windows, Eigen::Index apart) {
    compute(first + (windows - 1) * apart);
    const auto length = std::max<Eigen::Index>(0, positions_ - offset((windows - 1) * apart, slopes.back()));
    best_.resize(length);
    const auto share = 1 / static_cast<float>(windows);
    for (Eigen::Index at = 0; at < length; at += chunk) {
      const auto size = std::min(chunk, length - at);
      auto best = best_.segment(at, size);
      best.setConstant(-1);
      for (const Matrix& rows : ring_)
        for (const double slope : slopes) {
          auto sum = sum_.head(size);
          auto ends = ends_.head(size);
          sum = ends = rows.row(first % ring_rows).segment(at, size);
          for (Eigen::Index k = 1; k < windows; ++k) {
            const auto row = rows.row((first + k * apart) % ring_rows);
            const auto window = row.segment(at + offset(k * apart, slope), size);
            sum += window;
            if (k + 1 == windows) ends = .5f * (ends + window);
          }
          best = best.cwiseMax((share * sum).cwiseMin(ends));
          if (windows == 1) break;  // all slopes are the same
        }
    }
    return best_;
  }

  /** The least mean correlation that stands out from those of `lines`. */
  float outstanding(const Eigen::Ref<const Row>& lines) const {
    const auto within = d_.normalising_.head(lines.size()).array().cwiseSign();
    const float count = std::max(1.f, within.sum());
    const float mean = (lines.array() * within).sum() / count;
    const float variance = ((lines.array() - mean).square() * within).sum() / count;
    return mean + QuotationDetector::followed_deviations * std::sqrt(variance);
  }

  /** The correlations on the best line of `line_windows` that begins at a position. */
  std::array<float, line_windows> line_at(Eigen::Index first, Eigen::Index position) const {
    std::array<float, line_windows> best{};
    float most = -line_windows;
    for (const Matrix& rows : ring_)
      for (const double slope : slopes) {
        std::array<float, line_windows> line{};
        float sum = 0;
        for (Eigen::Index k = 0; k < line_windows; ++k) {
          const auto row = (first + k * line_apart) % ring_rows;
          sum += line[static_cast<std::size_t>(k)] = rows(row, position + offset(k * line_apart, slope));
        }
        if (sum <= most) continue;
        most = sum;
        best = line;
      }
    return best;
  }

 private:
  using Overlapping = Eigen::Map<const Matrix, 0, Eigen::OuterStride<>>;

  Eigen::Index offset(Eigen::Index steps, double slope) const {
    return static_cast<Eigen::Index>(std::lround(slope * static_cast<double>(steps * d_.step_)));
  }

  void compute(Eigen::Index last) {
    const auto width = d_.frames_.cols();
    const Overlapping corpus(d_.frames_.data(), positions_, window_ * width, Eigen::OuterStride<>(width));
    for (; computed_ <= last && computed_ < count_; computed_ += block_rows) {
      const auto rows = std::min(block_rows, count_ - computed_);
      for (std::size_t i = 0; i < ring_.size(); ++i) {
        const Overlapping own(frames_[i].data() + computed_ * d_.step_ * width, rows, window_ * width,
                              Eigen::OuterStride<>(d_.step_ * width));
        auto out = ring_[i].middleRows(computed_ % ring_rows, rows);
        out.noalias() = own * corpus.transpose();
        out.array().colwise() *= (own.rowwise().squaredNorm().array() + d_.faint_).rsqrt();
        out.array().rowwise() *= d_.normalising_.array();
      }
    }
  }

  const QuotationDetector& d_;
  Eigen::Index window_ = 0;     ///< frames
  Eigen::Index positions_ = 0;  ///< of a window in the corpus
  Eigen::Index count_ = 0, computed_ = 0;
  std::array<Matrix, transpositions.size()> frames_;  ///< (frames, components) of the sound
  std::array<Matrix, transpositions.size()> ring_;    ///< (ring_rows, positions)
  Row best_, sum_ = Row(chunk), ends_ = Row(chunk);
};

namespace {

/** Follows a sound's lines through the corpus, step by step. */
class PassageFollower {
 public:
  PassageFollower(Eigen::Index step, Eigen::Index moments)
      : step_(step), followed_(static_cast<std::size_t>(moments)) {}

  /** Takes the best lines that begin at moment `first`, one per position. */
  void step(Eigen::Index first, const Eigen::Ref<const Row>& lines, const QuotationLines& all) {
    if (lines.size() == 0) return;
    const float least = all.outstanding(lines);
    const bool goes_on = at_ >= 0 && goes_on_in(lines, least);
    if (!goes_on) begin_ = -1;
    if (!goes_on && lines.maxCoeff(&at_) < least) {
      at_ = -1;
      return;
    }
    const auto line = all.line_at(first, at_);
    const float strongest = std::ranges::max(line);
    for (std::size_t k = 0; k < line.size(); ++k) {
      if (line[k] < strongest / 2) continue;
      const auto middle = first + static_cast<Eigen::Index>(k) * line_apart + steps_a_window / 2;
      for (auto moment = middle - line_apart / 2; moment < middle + line_apart / 2; ++moment)
        followed_[static_cast<std::size_t>(moment)] = true;
      if (begin_ < 0) begin_ = middle - line_apart / 2;
      longest_ = std::max(longest_, middle + line_apart / 2 - begin_);
    }
  }

  /** The moments from the middle of the first window to that of the last. */
  std::vector<bool> followed() const {
    constexpr auto edge = (steps_a_window - line_apart) / 2;
    return {followed_.begin() + edge, followed_.end() - edge};
  }
  Eigen::Index longest() const { return longest_; }  ///< steps

 private:
  bool goes_on_in(const Eigen::Ref<const Row>& lines, float least) {
    const auto begin = std::min(at_ + step_ - off_line, lines.size());
    const auto size = std::min(2 * off_line + 1, lines.size() - begin);
    Eigen::Index next = 0;
    if (size < 1 || lines.segment(begin, size).maxCoeff(&next) < least) return false;
    at_ = begin + next;
    return true;
  }

  Eigen::Index step_;  ///< frames
  std::vector<bool> followed_;
  Eigen::Index at_ = -1;     ///< position of the line in the corpus; -1 = none
  Eigen::Index begin_ = -1;  ///< moment
  Eigen::Index longest_ = 0;
};

}  // namespace

QuotationDetector::QuotationDetector(std::span<const std::span<const float>> pieces, int sample_rate)
    : analysis_(sample_rate),
      step_(std::max<Eigen::Index>(1, std::lround(quotation_step_s * analysis_.frame_rate()))) {
  std::vector<Matrix> parts;
  for (const auto piece : pieces)
    parts.push_back(moving_bands(analysis_.frames(piece), analysis_.frame_rate(), 0));
  const Matrix bands = stacked(parts);
  whitening_ = whitening_of(bands);
  frames_ = bands * whitening_;
  const Eigen::VectorXf energies = frames_.rowwise().squaredNorm();
  const Eigen::Index window = steps_a_window * step_;
  if (energies.size() == 0) return;
  faint_ = faint_share * static_cast<float>(window) * energies.mean() + 1e-9f;
  normalising_ = Row::Zero(std::max<Eigen::Index>(0, frames_.rows() - window + 1));
  Eigen::Index begin = 0;
  for (const Matrix& part : parts) {
    for (Eigen::Index i = begin; i + window <= begin + part.rows(); ++i)
      normalising_[i] = 1 / std::sqrt(energies.segment(i, window).sum() + faint_);
    begin += part.rows();
  }
}

Quotation QuotationDetector::measure(std::span<const float> samples) const {
  Quotation found;
  found.step_s = static_cast<double>(step_) / analysis_.frame_rate();
  QuotationLines lines(*this, samples);
  const auto last = longest_line(line_windows, line_apart);
  if (lines.count() <= last) return found;
  PassageFollower follower(step_, lines.count() + steps_a_window - 1);
  for (Eigen::Index t = 0; t < lines.count(); ++t) {
    for (std::size_t i = 0; t % steps_a_window == 0 && i < aligned_lengths_s.size(); ++i) {
      const auto windows = static_cast<std::size_t>(aligned_lengths_s[i]);
      if (t + longest_line(windows, steps_a_window) >= lines.count()) break;
      const auto best = lines.best(t, aligned_lengths_s[i], steps_a_window);
      if (best.size() > 0) found.distances[i].push_back(1 - best.maxCoeff());
    }
    if (t + last < lines.count()) follower.step(t, lines.best(t, line_windows, line_apart), lines);
  }
  found.followed = follower.followed();
  found.longest_s = static_cast<double>(follower.longest()) * found.step_s;
  return found;
}

}  // namespace aeolian::trainer
