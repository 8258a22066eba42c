// Checks each kernel on this device and driver before its first use: the small problems that its
// shader names are computed here, with each of its tiles, and by the reference backend. A tile that
// gives other results is not used. The verdicts are kept on disk for the next start. If a later
// stage of a kernel has several tiles, each of them is checked on the problems of the whole kernel.
#pragma once

#include "backends/vulkan/host/executable.h"

namespace fovea::vulkan {

class SelfCheck {
 public:
  /// Forbids the tiles that are known to fail.
  explicit SelfCheck(Shared shared);
  ~SelfCheck();
  /// Checks the tile, with halves in these slots (Shader::halves), unless that was done before, and
  /// forbids it if it fails.
  void check(const Shader& shader, size_t tile, uint halves);

 private:
  bool passes(const Shader& shader, size_t tile, uint halves);
  void forbid_known(const std::string& key);
  const Shader& first_stage(const Shader& shader) const;
  std::span<const std::string> proofs(const Shader& shader) const;
  std::string key(const Shader& shader, size_t tile, uint halves) const;

  Shared shared_;
  std::map<std::string, bool> known_;  // by key
  bool changed_ = false;
};

}  // namespace fovea::vulkan
