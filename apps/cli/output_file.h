// The rule for every file that a command writes to a place that the user chose: files that fovea
// did not write are never replaced. For whole folders see apps/training/run_contents.h.
#pragma once

#include <filesystem>

namespace fovea::apps {

enum class OutputKind { model, page, picture, video };

/// Throws Error if there is a file that is not one of fovea's of this kind, or if no file can be
/// written there. Throws Error also for every existing video, which does not say who made it, and
/// for the page of a run, which only training may write again. An empty file may be replaced:
/// nothing is lost. To be called before any work.
void expect_replaceable(const std::filesystem::path& path, OutputKind kind);

}  // namespace fovea::apps
