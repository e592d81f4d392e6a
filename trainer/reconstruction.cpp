#include "trainer/reconstruction.h"

#include <span>
#include <string>
#include <utility>

#include "core/model/small_engine.h"

namespace aeolian {
namespace {

class Reconstruction final : public Engine {
 public:
  /** `engine` is a SmallEngine. */
  Reconstruction(std::unique_ptr<Engine> engine, std::vector<float> latents)
      : engine_(std::move(engine)),
        codec_(static_cast<SmallEngine&>(*engine_)),
        latents_(std::move(latents)) {}

  const ModelDescription& description() const override { return codec_.description(); }
  void prime(std::size_t) override { next_ = 0; }
  void follow(std::span<const float>, const StepControls&) override {}

  DecodedFrames step(const StepControls&, Random&) override {
    const auto size = static_cast<std::size_t>(description().latent_size);
    codec_.hear(std::span<const float>(latents_).subspan(next_, size));
    if (next_ + 2 * size <= latents_.size()) next_ += size;
    return codec_.decode();
  }

 private:
  std::unique_ptr<Engine> engine_;
  SmallEngine& codec_;
  std::vector<float> latents_;
  std::size_t next_ = 0;
};

}  // namespace

ErrorOr<std::unique_ptr<Engine>> make_reconstruction(std::shared_ptr<const Checkpoint> checkpoint,
                                                     std::vector<float> latents) {
  const ModelKind kind = checkpoint->description.kind;
  if (kind != ModelKind::small)
    return fail("a model of the kind " + std::string(to_string(kind)) +
                " has no codec to repeat a sound with");
  auto engine = SmallEngine::create(std::move(checkpoint));
  if (!engine) return tl::unexpected(engine.error());
  return std::make_unique<Reconstruction>(*std::move(engine), std::move(latents));
}

}  // namespace aeolian
