// SPDX-License-Identifier: GPL-3.0-or-later
// kernels_bench [CHECKPOINT]: the cost of a step's matrix products, one after the other: by Eigen in float32,
// and by the kernels in each weight format, on each instruction set that the processor has. Warm: the caches
// hold only the matrices. Cold: 8 MB of other memory were read before each step, as in a whole instrument.
// Without a checkpoint, uses random weights of the default sizes.

#include <Eigen/Core>
#include <algorithm>
#include <cstdio>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "core/kernels/instruction_sets.h"
#include "core/kernels/packed_matrix.h"
#include "core/model/checkpoint.h"
#include "core/realtime.h"
#include "tests/bench/machine.h"
#include "tests/bench/usual_sizes.h"
#include "tests/core/model/random_checkpoint.h"

namespace aeolian {
namespace {

using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

constexpr int steps = 500;
constexpr std::size_t other_work = 8u << 20;  // bytes

/** The matrices of trunk, head and decoder. */
std::vector<const Tensor*> matrices_of_a_step(const Checkpoint& checkpoint) {
  std::vector<const Tensor*> matrices;
  for (const auto& [name, tensor] : checkpoint.tensors)
    if ((name.starts_with("trunk.") || name.starts_with("codec.decoder")) &&
        name.find(".weight") != std::string::npos)
      matrices.push_back(&tensor);
  return matrices;
}

/** Reads memory that does not belong to a step. */
class OtherWork {
 public:
  void run() {
    float sum = 0;
    for (std::size_t i = 0; i < memory_.size(); i += 16) sum += memory_[i];
    sum_ = sum;
  }

 private:
  std::vector<float> memory_ = std::vector<float>(other_work / sizeof(float), 1.f);
  volatile float sum_ = 0;
};

struct Medians {
  double warm, cold;  ///< seconds of processor time
};

/** Measures a step alone, and after other work. */
Medians measure(const std::function<void()>& step) {
  static OtherWork others;
  std::vector<double> warm, cold;
  for (int i = 0; i < steps; ++i) {
    const Moment begin = Moment::now();
    step();
    warm.push_back((Moment::now() - begin).processor);
  }
  for (int i = 0; i < steps; ++i) {
    others.run();
    const Moment begin = Moment::now();
    step();
    cold.push_back((Moment::now() - begin).processor);
  }
  return {median(warm), median(cold)};
}

void print(const std::string& what, const Medians& of, double products, std::size_t batch = 1) {
  const auto vectors = static_cast<double>(batch);
  std::printf("  %-28s warm %6.3f ms (%5.1f GMAC/s)   cold %6.3f ms (%5.1f GMAC/s)\n", what.c_str(),
              1e3 * of.warm / vectors, vectors * products / of.warm * 1e-9, 1e3 * of.cold / vectors,
              vectors * products / of.cold * 1e-9);
}

class Bench {
 public:
  explicit Bench(const Checkpoint& checkpoint) : tensors_(matrices_of_a_step(checkpoint)) {
    std::int64_t most_rows = 0, most_columns = 0;
    for (const auto* tensor : tensors_) {
      products_ += static_cast<double>(tensor->values.size());
      most_rows = std::max(most_rows, tensor->shape[0]);
      most_columns = std::max(most_columns, tensor->shape[1]);
    }
    x_ = Matrix::Random(8, most_columns);
    y_.resize(8, most_rows);
    std::printf("%zu matrices, %.2f million weights\n", tensors_.size(), 1e-6 * products_);
  }

  void run() {
    print_eigen();
    for (const auto& set : instruction_sets()) {
      if (!use_instruction_set(set.name)) {
        std::printf("%s: not on this processor\n", set.name.c_str());
        continue;
      }
      std::printf("%s\n", set.name.c_str());
      for (const auto format : weight_formats) print_format(format);
    }
    use_instruction_set({});
    std::printf("%s, several vectors at once, time for each\n", std::string(instruction_set()).c_str());
    for (const auto format : weight_formats)
      for (const std::size_t batch : {2, 4, 8}) print_format(format, batch);
  }

 private:
  void print_eigen() {
    std::vector<Eigen::Map<const Matrix>> matrices;
    matrices.reserve(tensors_.size());
    for (const auto* tensor : tensors_)
      matrices.emplace_back(tensor->values.data(), tensor->shape[0], tensor->shape[1]);
    const Eigen::VectorXf x = x_.row(0);
    Eigen::VectorXf y = y_.row(0);
    print("Eigen float32", measure([&] {
            for (const auto& matrix : matrices)
              y.head(matrix.rows()).noalias() = matrix * x.head(matrix.cols());
          }),
          products_);
  }

  void print_format(WeightFormat format, std::size_t batch = 1) {
    std::vector<PackedMatrix> matrices;
    for (const auto* tensor : tensors_)
      matrices.emplace_back(tensor->values, std::span<const float>(), tensor->shape[0], tensor->shape[1],
                            format);
    const std::span<float> x(x_.data(), static_cast<std::size_t>(x_.size()));
    const std::span<float> y(y_.data(), static_cast<std::size_t>(y_.size()));
    const auto times = measure([&] {
      for (const auto& matrix : matrices)
        matrix.apply(x.first(batch * matrix.columns()), y.first(batch * matrix.rows()), batch);
    });
    print(std::string(to_string(format)) + (batch > 1 ? ", " + std::to_string(batch) + " vectors" : ""),
          times, products_, batch);
  }

  std::vector<const Tensor*> tensors_;
  double products_ = 0;
  Matrix x_, y_;
};

}  // namespace
}  // namespace aeolian

int main(int argc, char** argv) {
  using namespace aeolian;
  denormals_off();
  print_conditions("matrices of a step, on one core");
  if (argc == 1) {
    Bench(random_checkpoint(usual_sizes(ModelKind::small))).run();
    return 0;
  }
  const auto checkpoint = read_checkpoint(argv[1]);
  if (!checkpoint) {
    std::fprintf(stderr, "%s\n", checkpoint.error().message.c_str());
    return 1;
  }
  Bench(*checkpoint).run();
}
